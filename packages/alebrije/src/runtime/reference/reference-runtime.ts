/** The runtime whose results the others are compared with: slow, plain, and in double precision inside. */

import type { Graph, HostTensor } from '../../graph/types.ts';
import { checkFeeds, checkResident } from '../feeds.ts';
import type { DeviceTensor, Feeds, Program, Runtime } from '../runtime.ts';
import { toHost } from './array.ts';
import { evaluateGraph } from './evaluate.ts';

/**
 * Every call is carried out at once, so the order of the calls is kept trivially. Outputs are
 * rounded to float32, resident ones too: a run resumed from what was read back repeats exactly.
 */
export function createReferenceRuntime(): Runtime {
  const contents = new Map<DeviceTensor, HostTensor>();
  let ended = false;

  function upload(tensor: HostTensor): DeviceTensor {
    const { dtype, shape } = tensor;
    const device: DeviceTensor = {
      type: { dtype, shape },
      async read() {
        const content = contents.get(device);
        if (!content) throw new Error('the device tensor was disposed');
        return { ...content, data: content.data.slice() };
      },
      dispose() {
        contents.delete(device);
      },
    };
    contents.set(device, tensor);
    return device;
  }

  function feedContents(feeds: Feeds): Record<string, HostTensor> {
    return Object.fromEntries(
      Object.entries(feeds).map(([name, feed]) => {
        const content = 'data' in feed ? feed : contents.get(feed);
        if (!content) {
          throw new Error(`feed '${name}' is a device tensor that was disposed, or not made here`);
        }
        return [name, content];
      }),
    );
  }

  async function compile(graph: Graph): Promise<Program> {
    let disposed = false;
    return {
      run(feeds, resident = []) {
        if (disposed || ended) throw new Error('the program was disposed');
        checkFeeds(graph, feeds);
        checkResident(graph, resident);
        const host: Record<string, HostTensor> = {};
        const device: Record<string, DeviceTensor> = {};
        for (const [name, value] of Object.entries(evaluateGraph(graph, feedContents(feeds)))) {
          if (resident.includes(name)) device[name] = upload(toHost(value));
          else host[name] = toHost(value);
        }
        return { resident: device, host: Promise.resolve(host) };
      },
      dispose() {
        disposed = true;
      },
    };
  }

  return {
    name: 'reference',
    compile,
    upload,
    async dispose() {
      ended = true;
      contents.clear();
    },
  };
}
