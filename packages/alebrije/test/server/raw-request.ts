/** Requests byte by byte, such as no client would send. */

import net from 'node:net';

export interface RawAnswer {
  /** 0 if the server hung up without a word. */
  readonly status: number;
  readonly text: string;
}

const PATIENCE_MS = 20_000;

/** Sends bytes as they are, and reads until the server has answered or hung up. */
export function sendRaw(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = net.connect(port, '127.0.0.1');
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(parts).toString('latin1');
      resolve({ status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0), text });
    };
    const timer = setTimeout(finish, PATIENCE_MS);
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      const text = Buffer.concat(parts).toString('latin1');
      const [head = '', body] = text.split(/\r\n\r\n(.*)/s);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN);
      const isWhole = body !== undefined && (body.length >= length || body.endsWith('0\r\n\r\n'));
      if (isWhole) finish();
    });
    socket.on('error', () => undefined);
    socket.on('close', finish);
    socket.write(bytes);
  });
}

export interface RawParts {
  readonly method?: string;
  readonly target?: string;
  /** Lines as they are sent; Host is among them only if it is given. */
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
}

/** Puts a request together; the length of the body is added unless a header gives one. */
export function rawRequest({
  method = 'GET',
  target = '/',
  headers = [],
  body = '',
}: RawParts): Uint8Array {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
  const saysLength = headers.some((line) => /^(content-length|transfer-encoding):/i.test(line));
  const length = bytes.length > 0 && !saysLength ? [`Content-Length: ${bytes.length}`] : [];
  const head = [`${method} ${target} HTTP/1.1`, ...headers, ...length, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}
