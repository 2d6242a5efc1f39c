// What our server adds to a bare one, in microseconds of CPU a call: both in this process, by turns, called by the same
// raw client. It says less than the rows of `npm run bench`, but repeats to half a microsecond on a busy machine, which
// is what one needs while optimising. Run: node --conditions=mcp-fleet-source bench/overhead.ts
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { FleetNode } from 'mcp-fleet';
import { answerJson, parseCall } from './servers/bare-http.ts';
import fleet from './servers/fleet.ts';

const connections = 32;
const callsPerTurn = 2000;
const warmTurns = 10;
const turns = 60;

const metaPrefix = 'io.modelcontextprotocol';
const body = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: {
    name: 'echo',
    arguments: { text: 'hello world' },
    _meta: { [`${metaPrefix}/protocolVersion`]: '2026-07-28', [`${metaPrefix}/clientCapabilities`]: {} },
  },
});

/** Keeps one call under way on each of its connections. */
class Client {
  readonly #request: Buffer;
  readonly #sockets: Socket[] = [];
  #left = 0;
  #underWay = 0;
  #done = (): void => {};

  constructor(port: number) {
    const head = [
      'POST /mcp HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Content-Type: application/json',
      'Accept: application/json, text/event-stream',
      'MCP-Protocol-Version: 2026-07-28',
      'Mcp-Method: tools/call',
      'Mcp-Name: echo',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.#request = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  }

  async open(port: number): Promise<void> {
    for (let i = 0; i < connections; i++) {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      socket.on('data', (answer) => this.#answered(socket, answer));
      this.#sockets.push(socket);
    }
  }

  #answered(socket: Socket, answer: Buffer): void {
    if (!answer.includes('hello world')) throw new Error(`A wrong answer: ${answer}`);
    if (this.#left > 0) {
      this.#left--;
      socket.write(this.#request);
    } else if (--this.#underWay === 0) this.#done();
  }

  call(count: number): Promise<void> {
    this.#left = count - connections;
    this.#underWay = connections;
    for (const socket of this.#sockets) socket.write(this.#request);
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  /** CPU microseconds a call, of client and server together. */
  async measure(): Promise<number> {
    const before = process.cpuUsage();
    await this.call(callsPerTurn);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / callsPerTurn;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

const node = new FleetNode(fleet, { port: 0 });
const fleetPort = Number(new URL(await node.start()).port);
const serverInfo = { name: 'floor', version: '1.0.0' };
const floor = createServer((req, res) => {
  req.on('data', (chunk: Buffer) => {
    const message = parseCall(chunk);
    const content = [{ type: 'text', text: message.params.arguments.text }];
    const _meta = { [`${metaPrefix}/serverInfo`]: serverInfo };
    answerJson(res, { jsonrpc: '2.0', id: message.id, result: { resultType: 'complete', _meta, content } });
  });
}).listen(0, '127.0.0.1');
await once(floor, 'listening');
const floorPort = (floor.address() as AddressInfo).port;

const ours = new Client(fleetPort);
const bare = new Client(floorPort);
await ours.open(fleetPort);
await bare.open(floorPort);
for (let i = 0; i < warmTurns; i++) {
  await ours.call(callsPerTurn);
  await bare.call(callsPerTurn);
}
const differences: number[] = [];
for (let i = 0; i < turns; i++) {
  const first = i % 2 === 0 ? ours : bare;
  const a = await first.measure();
  const b = await (first === ours ? bare : ours).measure();
  differences.push(first === ours ? a - b : b - a);
}
differences.sort((x, y) => x - y);
const [low, median, high] = [0.25, 0.5, 0.75].map((part) =>
  differences[Math.floor(turns * part)]?.toFixed(1),
);
console.log(`${median} us a call more than a bare node:http server (quartiles ${low} and ${high})`);
ours.close();
bare.close();
floor.close();
await node.stop();
