/** None: the doctor's own texts are English. */
export const findings: {
  training: Record<string, { what: string; cause: string; cure: string }>;
  data: Record<string, { message: string; mend: string }>;
} = {
  training: {},
  data: {},
};
