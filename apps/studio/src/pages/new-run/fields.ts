/** A recipe's JSON Schema, as far as recipes use it, read into the few kinds of fields that the form has. */

export type Choice = string | number;

export interface Bounds {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
  readonly multipleOf?: number;
}

export type Field =
  | { readonly kind: 'number'; readonly isWhole: boolean; readonly bounds: Bounds }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' }
  | { readonly kind: 'choice'; readonly values: readonly Choice[] }
  | { readonly kind: 'list'; readonly item: Field; readonly least: number; readonly most: number }
  | { readonly kind: 'object'; readonly entries: readonly Entry[] }
  /** Objects that their field `name` tells apart. */
  | { readonly kind: 'variants'; readonly variants: readonly Variant[] }
  /** Of one of several kinds. */
  | { readonly kind: 'either'; readonly forms: readonly Field[] }
  /** May be null: what an empty field means. */
  | { readonly kind: 'nullable'; readonly inner: Field };

export interface Entry {
  readonly name: string;
  readonly field: Field;
  /** May be left out. */
  readonly isOptional: boolean;
  /** What it is when it is added. */
  readonly initial: unknown;
}

export interface Variant {
  readonly name: string;
  /** Without the name. */
  readonly entries: readonly Entry[];
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: Choice;
  readonly enum?: readonly Choice[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly default?: unknown;
}

/** The settings of a recipe, in the order of its schema. */
export function readEntries(schema: Readonly<Record<string, unknown>>): readonly Entry[] {
  return entriesOf(schema as JsonSchema);
}

function entriesOf({ properties = {}, required = [] }: JsonSchema): Entry[] {
  return Object.entries(properties).map(([name, schema]) => {
    const field = readField(schema);
    return {
      name,
      field,
      isOptional: schema.default === undefined && !required.includes(name),
      initial: schema.default ?? initialValue(field),
    };
  });
}

const NULL = 'null';

function readField(schema: JsonSchema): Field {
  const { type, enum: values, anyOf, oneOf } = schema;
  if (Array.isArray(type)) {
    return readField({ anyOf: type.map((one: string) => ({ ...schema, type: one })) });
  }
  if (schema.const !== undefined) return { kind: 'choice', values: [schema.const] };
  if (values !== undefined) return { kind: 'choice', values };
  const forms = anyOf ?? oneOf;
  if (forms !== undefined) return readForms(forms);
  switch (type) {
    case 'integer':
    case 'number':
      return { kind: 'number', isWhole: type === 'integer', bounds: boundsOf(schema) };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array':
      return readList(schema);
    case 'object':
      return { kind: 'object', entries: entriesOf(schema) };
    default:
      return { kind: 'text' };
  }
}

function readForms(schemas: readonly JsonSchema[]): Field {
  const solid = schemas.filter(({ type }) => type !== NULL);
  if (solid.length < schemas.length) return { kind: 'nullable', inner: readForms(solid) };
  if (solid.length === 1) return readField(solid[0]!);
  const named = solid.map(readVariant);
  if (named.every((variant) => variant !== undefined)) return { kind: 'variants', variants: named };
  const forms = solid.map(readField);
  const choices = forms.flatMap((form) => (form.kind === 'choice' ? form.values : []));
  const others = forms.filter(({ kind }) => kind !== 'choice');
  if (others.length === 0) return { kind: 'choice', values: choices };
  return {
    kind: 'either',
    forms: choices.length > 0 ? [{ kind: 'choice', values: choices }, ...others] : others,
  };
}

function readVariant(schema: JsonSchema): Variant | undefined {
  const name = schema.properties?.name?.const;
  if (typeof name !== 'string') return undefined;
  return { name, entries: entriesOf(schema).filter((entry) => entry.name !== 'name') };
}

function readList({ items, prefixItems, minItems = 0, maxItems }: JsonSchema): Field {
  const item = prefixItems?.[0] ?? (items || {});
  return {
    kind: 'list',
    item: readField(item),
    least: prefixItems?.length ?? minItems,
    most: prefixItems?.length ?? maxItems ?? Number.POSITIVE_INFINITY,
  };
}

function boundsOf(schema: JsonSchema): Bounds {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return {
    ...(minimum !== undefined && { least: minimum }),
    ...(exclusiveMinimum !== undefined && { above: exclusiveMinimum }),
    // Whole numbers have the largest safe one as their bound, which says nothing.
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { most: maximum }),
    ...(exclusiveMaximum !== undefined && { below: exclusiveMaximum }),
    ...(multipleOf !== undefined && { multipleOf }),
  };
}

/** A value that a field may begin with. */
export function initialValue(field: Field): unknown {
  switch (field.kind) {
    case 'number': {
      const { least, above, multipleOf = 1 } = field.bounds;
      return least ?? (above !== undefined ? above + multipleOf : 0);
    }
    case 'boolean':
      return false;
    case 'text':
      return '';
    case 'choice':
      return field.values[0];
    case 'list':
      return Array.from({ length: field.least }, () => initialValue(field.item));
    case 'object':
      return initialObject(field.entries);
    case 'variants':
      return initialVariant(field.variants[0]!);
    case 'either':
      return initialValue(field.forms[0]!);
    case 'nullable':
      return null;
  }
}

export function initialObject(entries: readonly Entry[]): Record<string, unknown> {
  return Object.fromEntries(
    entries.filter(({ isOptional }) => !isOptional).map(({ name, initial }) => [name, initial]),
  );
}

export function initialVariant({ name, entries }: Variant): Record<string, unknown> {
  return { name, ...initialObject(entries) };
}
