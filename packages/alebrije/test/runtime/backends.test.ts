import { listSupportedBackends } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import * as build from '../../src/graph/build.ts';
import { graphOf } from '../../src/graph/trace.ts';
import { availableBackends, createRuntime } from '../../src/runtime/backends.ts';

it.each(['cpu', 'cpu-inline', 'reference'])('%s works everywhere', async (name) => {
  expect(await availableBackends()).toContain(name);
  const runtime = await createRuntime(name, { threads: 1 });
  expect(runtime.name).toBe(name);
  const program = await runtime.compile(graphOf({ y: build.exp(build.scalar(0)) }));
  expect((await program.run({}).host).y).toMatchObject({ shape: [], data: Float32Array.of(1) });
  await runtime.dispose();
});

it('rejects an unknown backend in one line that lists what there is', async () => {
  const failure = createRuntime('abacus');
  await expect(failure).rejects.toBeInstanceOf(UserError);
  await expect(failure).rejects.toThrow(/^backend 'abacus': .*available here: cpu, .*reference$/);
  await expect(createRuntime('constructor')).rejects.toBeInstanceOf(UserError);
});

it('rejects an accelerator that this machine lacks in one line', async () => {
  const available = await availableBackends();
  const known = listSupportedBackends().map(({ name }) => name);
  for (const name of ['webgpu', 'cuda'].filter((name) => !available.includes(name))) {
    const failure = createRuntime(name);
    await expect(failure).rejects.toBeInstanceOf(UserError);
    const reason = known.includes(name) ? 'it does not start' : 'this build .* does not contain it';
    await expect(failure).rejects.toThrow(new RegExp(`^backend '${name}': ${reason}.*; available`));
  }
});

it.runIf(process.platform === 'linux')(
  'says what webgpu needs where no driver is found',
  async () => {
    const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
    process.env.VK_DRIVER_FILES = process.env.VK_ICD_FILENAMES = '/no/driver.json';
    try {
      const failure = createRuntime('webgpu');
      await expect(failure).rejects.toBeInstanceOf(UserError);
      await expect(failure).rejects.toThrow(
        /^backend 'webgpu': it does not start \(.*\); it needs a graphics driver .*; available here: cpu, /,
      );
    } finally {
      restore({ VK_DRIVER_FILES, VK_ICD_FILENAMES });
    }
  },
);

function restore(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
