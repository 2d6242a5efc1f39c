// A raw connection to the server under test: sends bytes as they are, and reads answers by the strict rules.

import { connect, type Socket } from 'node:net';
import { AnswerCollector } from '../judge/answer-collector.ts';
import { type Answer, type Asked, checkAnswer, checkHead, streamAnswer } from '../judge/answer-rules.ts';
import { EventReader, type StreamEvent } from '../judge/event-reader.ts';
import { Fault } from '../judge/fault.ts';
import { type ResponsePart, ResponseReader } from '../judge/response-reader.ts';
import type { Transcript } from './transcript.ts';

/** Milliseconds that the server may take for anything; long, because the machine may be busy. */
const PATIENCE_MS = 20_000;
const NO_BYTES = Buffer.alloc(0);

export class Connection {
  readonly #socket: Socket;
  readonly #reader = new ResponseReader();
  #transcript: Transcript;
  /** In the transcript. */
  #name: number;
  #ended = false;
  #wake: (() => void) | undefined;
  /** Of the answer that is a stream and not over. */
  #events: EventReader | undefined;
  readonly #pending: StreamEvent[] = [];
  readonly #collector = new AnswerCollector();

  private constructor(socket: Socket, transcript: Transcript) {
    this.#socket = socket;
    this.#transcript = transcript;
    this.#name = transcript.newConnection();
    socket.on('data', (bytes: Buffer) => {
      this.#transcript.received(this.#name, bytes);
      this.#reader.feed(bytes);
      this.#wakeUp();
    });
    const onEnd = (): void => {
      if (this.#ended) return;
      this.#ended = true;
      this.#transcript.note(this.#name, 'closed by the server');
      this.#reader.end();
      this.#wakeUp();
    };
    // A server that refuses what is still being sent resets the connection.
    socket.on('error', onEnd).once('end', onEnd).once('close', onEnd);
  }

  static async open(port: number, transcript: Transcript): Promise<Connection> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve();
      });
      socket.once('error', reject);
    });
    return new Connection(socket, transcript);
  }

  /** Hands the connection to another case. */
  reportTo(transcript: Transcript): void {
    if (transcript === this.#transcript) return;
    this.#transcript = transcript;
    this.#name = transcript.newConnection();
  }

  /** Whether the server has closed it, or said that it will. */
  get closed(): boolean {
    return this.#ended || this.#reader.closing;
  }

  /** Whether it can carry another request: everything sent was answered, wholly. */
  get idle(): boolean {
    return !this.closed && !this.#reader.midway && this.#reader.awaited === 0 && this.#events === undefined;
  }

  /** Sends one whole request. */
  ask(bytes: Buffer, method: string): void {
    this.announce(method);
    this.send(bytes);
  }

  /** A request will be sent in pieces. */
  announce(method: string): void {
    this.#reader.expect(method);
    this.#transcript.requests++;
  }

  /** Sends bytes that may be any number of requests. */
  sendAnything(bytes: Buffer): void {
    this.#reader.expectAnyNumber();
    this.#transcript.requests++;
    this.send(bytes);
  }

  /** Sends more bytes of a request that has been announced. */
  send(bytes: Buffer): void {
    this.#transcript.sent(this.#name, bytes);
    if (!this.#ended) this.#socket.write(bytes);
  }

  /** The next answer, with its whole body unless it is an event stream. @throws Fault */
  async answer(asked: Asked | undefined): Promise<Answer> {
    for (;;) {
      const part = await this.#part('an answer');
      if (part === undefined) throw new Fault('the server closed the connection without an answer');
      if (part.kind !== 'head') throw new Fault('an answer that starts in its middle');
      if (part.head.status < 200) continue;
      checkHead(part.head);
      if (part.head.headers.get('content-type') !== 'text/event-stream') {
        return checkAnswer(part.head, await this.#body(), asked);
      }
      if (part.head.status !== 200) throw new Fault(`an event stream with status ${part.head.status}`);
      this.#events = new EventReader();
      return streamAnswer(part.head);
    }
  }

  /** The server may cut off the stream in its middle, because more is sent on it than it buffers. */
  mayBeCut = false;

  /** The next event of the stream; undefined when the stream has ended. @throws Fault */
  async event(): Promise<StreamEvent | undefined> {
    while (this.#pending.length === 0 && this.#events !== undefined) {
      const part = await this.#streamPart();
      if (part?.kind === 'data') {
        this.#pending.push(...this.#events.feed(part.bytes));
      } else {
        if (part !== undefined) this.#events.end();
        this.#events = undefined;
      }
    }
    return this.#pending.shift();
  }

  async #streamPart(): Promise<ResponsePart | undefined> {
    try {
      return await this.#part('an event');
    } catch (error) {
      if (this.mayBeCut && this.#ended) return undefined;
      throw error;
    }
  }

  /** The answers that have come by now, when nobody can tell how many will. @throws Fault */
  arrived(): Answer[] {
    const answers: Answer[] = [];
    for (let part = this.#reader.read(); part !== undefined; part = this.#reader.read()) {
      const answer = this.#collector.take(part);
      if (answer !== undefined) answers.push(answer);
    }
    return answers;
  }

  /** Resolves when what was sent has left, or cannot. */
  async drained(): Promise<void> {
    if (this.#ended || !this.#socket.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done).off('close', done).off('end', done);
        resolve();
      };
      this.#socket.on('drain', done).on('close', done).on('end', done);
    });
  }

  /** Sends FIN, and waits until the server has closed too. @throws Fault when it does not */
  async finish(): Promise<void> {
    this.#transcript.note(this.#name, 'closed by the client');
    this.#socket.end();
    while (!this.#ended) await this.#changed('the server to close its side');
    this.#socket.destroy();
  }

  /** Waits until the server has closed. @throws Fault when it does not */
  async ended(): Promise<void> {
    while (!this.#ended) await this.#changed('the server to close the connection');
    this.#socket.destroy();
  }

  /** Leaves at once: with FIN, or with RST. */
  leave(how: 'close' | 'reset' = 'reset'): void {
    if (!this.#ended) this.#transcript.note(this.#name, `left by the client (${how})`);
    this.#ended = true;
    if (how === 'reset') this.#socket.resetAndDestroy();
    else this.#socket.destroy();
    this.#wakeUp();
  }

  async #body(): Promise<Buffer> {
    let body: Buffer = NO_BYTES;
    for (;;) {
      const part = await this.#part('the body of an answer');
      if (part?.kind !== 'data') return body;
      body = body.length === 0 ? part.bytes : Buffer.concat([body, part.bytes]);
    }
  }

  /** Undefined when the connection ended instead. */
  async #part(what: string): Promise<ResponsePart | undefined> {
    for (;;) {
      const part = this.#reader.read();
      if (part !== undefined || this.#ended) return part;
      await this.#changed(what);
    }
  }

  #changed(what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#wake = undefined;
        reject(new Fault(`waited ${PATIENCE_MS} ms in vain for ${what}`));
      }, PATIENCE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
