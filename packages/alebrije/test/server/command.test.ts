/** The command that serves the studio. */

import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCommand, sharedFolder, startCommand } from '../cli/command-line.ts';

const folder = sharedFolder();

/** Starts it, and waits for the address that it prints. */
async function started(...options: readonly string[]) {
  const command = startCommand(['studio', '--port', '0', '--runs', folder, ...options], folder);
  await command.shown('Ctrl-C ends the studio');
  return command;
}

const portIn = (text: string) => Number(/:(\d+)\//.exec(text)![1]);

/** What it has written to standard output so far can only be read at its end. */
async function endedBy(
  command: Awaited<ReturnType<typeof started>>,
  signal: NodeJS.Signals = 'SIGINT',
) {
  command.process.kill(signal);
  return command.outcome;
}

describe('alebrije studio', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('prints its address and ends by %s', async (signal) => {
    const { code, stdout, stderr } = await endedBy(await started(), signal);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^studio: http:\/\/127\.0\.0\.1:\d+\/\n$/);
    expect(stderr).toContain(`runs: ${folder}`);
    expect(stderr).not.toMatch(/token|error/i);
  });

  test('serves until then, and tells programs where', async () => {
    const command = await started('--json', '--host', '127.0.0.1');
    const { stdout: whole, code } = await endedBy(command);
    expect(code).toBe(0);
    const answer = JSON.parse(whole);
    expect(answer).toEqual({
      address: `http://127.0.0.1:${answer.port}/?token=${answer.token}`,
      port: portIn(whole),
      runs: folder,
      token: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test('says in one line that a port is in use', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const port = String((other.address() as net.AddressInfo).port);
    const second = await runCommand(['studio', '--port', port, '--runs', folder], folder);
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toBe(
      `error: port ${port} of 127.0.0.1 is in use, perhaps by another studio: give another with --port, or --port 0 for any\n`,
    );
  });

  test.each([
    [['--port', '99999'], /from 0, any free one, to 65535/],
    [['--port', 'x'], /whole number/],
    [['--host', '203.0.113.9'], /is no address of this machine/],
  ])('%j is refused', async (options, message) => {
    const { code, stderr } = await runCommand(['studio', ...options], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
