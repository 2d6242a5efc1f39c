// One keep-alive connection that carries one call at a time. All connections read into one buffer: each read is judged
// before the next one happens.
import { connect, type Socket } from 'node:net';

export interface ConnectionOwner {
  /** It can carry a call now, for the first time. */
  connected(connection: ClientConnection): void;
  /** `bytes[0..length)` have come since its call was sent. Whether they are the whole answer. */
  received(connection: ClientConnection, bytes: Buffer, length: number): boolean;
  /** It has brought its answer and can carry another call. */
  freed(connection: ClientConnection): void;
  /** It is of no more use; `reason` is undefined when the server closed it between two calls. */
  broke(connection: ClientConnection, reason: string | undefined): void;
}

const noBytes = Buffer.alloc(0);
const sharedBuffer = Buffer.alloc(64 * 1024);

export class ClientConnection {
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  /** The start of an answer that came in pieces. */
  #held = noBytes;
  #isBusy = false;
  #isOver = false;

  constructor(port: number, owner: ConnectionOwner) {
    this.#owner = owner;
    const callback = (length: number) => this.#received(length);
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: sharedBuffer, callback },
    });
    this.#socket.on('connect', () => {
      if (!this.#isOver) owner.connected(this);
    });
    this.#socket.on('error', (error) => this.#break(`The connection broke: ${error.message}`));
    this.#socket.on('close', () =>
      this.#break(this.#isBusy ? 'The server closed the connection' : undefined),
    );
  }

  /** @param bytes may be written over afterwards: a socket with nothing under way takes them at once */
  send(bytes: Buffer): void {
    this.#isBusy = true;
    this.#socket.write(bytes);
  }

  /** Leaves without waiting for anything. A reset, so that thousands of them use up no ports. */
  hangUp(): void {
    this.#isOver = true;
    this.#socket.resetAndDestroy();
  }

  #received(length: number): boolean {
    if (this.#isOver) return true;
    if (!this.#isBusy) {
      this.#break('The server sent bytes that nobody had asked for');
      return true;
    }
    const isFirst = this.#held.length === 0;
    const bytes = isFirst ? sharedBuffer : Buffer.concat([this.#held, sharedBuffer.subarray(0, length)]);
    const byteCount = isFirst ? length : bytes.length;
    if (this.#owner.received(this, bytes, byteCount)) {
      this.#held = noBytes;
      this.#isBusy = false;
      if (!this.#isOver) this.#owner.freed(this);
    } else {
      this.#held = isFirst ? Buffer.from(bytes.subarray(0, length)) : bytes;
    }
    return true;
  }

  #break(reason: string | undefined): void {
    if (this.#isOver) return;
    this.hangUp();
    this.#owner.broke(this, reason);
  }
}
