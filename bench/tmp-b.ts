import { createRuntime } from '../packages/alebrije/src/runtime/backends.ts';
import { matmulGflops, time } from './measure.ts';
import { prepareStep } from './step.ts';
const rt = await createRuntime('cpu-inline');
for (const [n,b] of [['conv-ae',100],['upsampling-ae',100],['conv-vae',100],['dense-vae',128],['stacked-ae',32]] as const) {
  const mm = await matmulGflops(rt);
  const s = await prepareStep(rt, n, b);
  const t = await time(() => s.run());
  console.log(n, b, 'nodes', s.graph.nodes.length, 'gflop', s.gflop.toFixed(3), t, 'GFLOP/s', (s.gflop/t.medianMs*1e3).toFixed(1), 'matmul', mm.toFixed(1), 'share', (s.gflop/t.medianMs*1e3/mm).toFixed(3));
}
