// Finds one HTTP/1.1 answer in the bytes received so far: its status, where its body starts and where it ends.
// Knows what MCP servers send (Content-Length, chunked, no body) and rejects the rest. Works on bytes; only the header
// is decoded. This is the careful path of the load generator: most answers are compared by `AnswerTemplate` instead.

export interface Answer {
  status: number;
  /** Offset of the first byte after the blank line. */
  bodyStart: number;
  /** Offset of the first byte after the answer. */
  end: number;
  chunked: boolean;
  /** Header names in lower case. */
  headers: Map<string, string>;
}

/** The bytes are not an HTTP/1.1 answer that a client could use. */
export class BadAnswer extends Error {}

const headerEndMark = Buffer.from('\r\n\r\n');
const lineEndMark = Buffer.from('\r\n');
const statusesWithoutBody = new Set([204, 304]);

/** The first answer in `bytes[0..length)`, or `undefined` while it is incomplete. */
export function parseAnswer(bytes: Buffer, length: number): Answer | undefined {
  const markAt = bytes.indexOf(headerEndMark);
  const bodyStart = markAt + headerEndMark.length;
  if (markAt === -1 || bodyStart > length) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, markAt).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})(?: |$)/.exec(statusLine)?.[1]);
  if (!(status >= 200)) throw new BadAnswer(`Not the status line of a final answer: ${statusLine}`);
  const headers = new Map<string, string>(lines.map(splitHeader));
  const chunked = headers.get('transfer-encoding')?.toLowerCase() === 'chunked';
  const end = chunked ? endOfChunks(bytes, bodyStart, length) : bodyStart + bodyLength(status, headers);
  if (end === undefined || end > length) return undefined;
  return { status, bodyStart, end, chunked, headers };
}

/** The body of an answer as text, with the chunk framing removed. */
export function bodyText(bytes: Buffer, answer: Answer): string {
  if (!answer.chunked) return bytes.toString('utf8', answer.bodyStart, answer.end);
  const parts: Buffer[] = [];
  let at = answer.bodyStart;
  for (;;) {
    const chunk = chunkAt(bytes, at, answer.end);
    if (chunk === undefined || chunk.size === 0) return Buffer.concat(parts).toString();
    parts.push(bytes.subarray(chunk.dataStart, chunk.dataStart + chunk.size));
    at = chunk.dataStart + chunk.size + lineEndMark.length;
  }
}

function splitHeader(line: string): [string, string] {
  const colonAt = line.indexOf(':');
  if (colonAt < 1) throw new BadAnswer(`Not a header: ${line}`);
  return [line.slice(0, colonAt).toLowerCase(), line.slice(colonAt + 1).trim()];
}

function bodyLength(status: number, headers: Map<string, string>): number {
  if (statusesWithoutBody.has(status)) return 0;
  const declared = headers.get('content-length');
  if (declared === undefined || !/^\d+$/.test(declared)) {
    throw new BadAnswer(`Status ${status} with neither a Content-Length nor chunks`);
  }
  return Number(declared);
}

function endOfChunks(bytes: Buffer, start: number, length: number): number | undefined {
  let at = start;
  for (;;) {
    const chunk = chunkAt(bytes, at, length);
    if (chunk === undefined) return undefined;
    const end = chunk.dataStart + chunk.size + lineEndMark.length;
    if (end > length) return undefined;
    if (bytes[end - 2] !== 13 || bytes[end - 1] !== 10) throw new BadAnswer('A chunk does not end with CRLF');
    if (chunk.size === 0) return end;
    at = end;
  }
}

function chunkAt(bytes: Buffer, at: number, length: number): { size: number; dataStart: number } | undefined {
  const lineEnd = bytes.indexOf(lineEndMark, at);
  if (lineEnd === -1 || lineEnd + lineEndMark.length > length) return undefined;
  const size = bytes.toString('latin1', at, lineEnd);
  if (!/^[0-9a-fA-F]{1,8}$/.test(size)) throw new BadAnswer(`Not the size of a chunk: ${size}`);
  return { size: Number.parseInt(size, 16), dataStart: lineEnd + lineEndMark.length };
}
