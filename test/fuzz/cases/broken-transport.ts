// Requests that are wrong as HTTP, or that are sent the way that no good client sends them.

import { setTimeout as delay } from 'node:timers/promises';
import { mutateBytes } from '../generate/byte-mutator.ts';
import { badlyFramed, wellFramed } from '../generate/framing.ts';
import { type HttpRequest, toBytes } from '../generate/http-request.ts';
import { Fault } from '../judge/fault.ts';
import type { FuzzCase } from '../run/fuzz-case.ts';
import { anyRightRequest } from './broken-messages.ts';

/** Bodies that end elsewhere than they say. */
export async function badFraming(it: FuzzCase): Promise<void> {
  await sendAndSee(it, badlyFramed(await anyRightRequest(it), it.chance));
}

/** A whole request, broken anywhere. */
export async function brokenBytes(it: FuzzCase): Promise<void> {
  const { chance } = it;
  if (chance.happens(0.15)) return sendAndSee(it, chance.bytes(chance.length(3000)));
  const bytes = toBytes(await anyRightRequest(it));
  await sendAndSee(it, mutateBytes(bytes, chance.between(1, 6), chance));
}

/**
 * Sends what may be any number of requests. The server answers what it takes for one; when the client closes its side,
 * the server has to close too.
 */
async function sendAndSee(it: FuzzCase, bytes: Buffer): Promise<void> {
  const connection = await it.open();
  connection.sendAnything(bytes);
  if (it.chance.happens(0.5)) await delay(it.chance.between(1, 8));
  await connection.finish();
  for (const answer of connection.arrived()) it.note(answer);
}

/** Some right requests in one piece: each is answered, in order. */
export async function pipelined(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const requests: HttpRequest[] = [];
  const count = chance.between(2, 8);
  for (let n = 0; n < count; n++) requests.push(await anyRightRequest(it));
  const connection = await it.open();
  for (const { method } of requests) connection.announce(method);
  for (const piece of it.pieces(Buffer.concat(requests.map((one) => wellFramed(one, chance)))))
    connection.send(piece);
  for (const request of requests) {
    const answer = await it.answer(connection, request);
    if (answer.text !== undefined) continue;
    await it.follow(connection, request);
    // A stream that the client has left takes the answers behind it along.
    if (connection.closed) return;
  }
  await connection.finish();
}

/** A request that the client gives up: before it is whole, or before its answer is. */
export async function abandoned(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const bytes = wellFramed(await anyRightRequest(it), chance);
  const connection = await it.open();
  const isCut = chance.happens(0.5);
  connection.sendAnything(isCut ? bytes.subarray(0, chance.below(bytes.length)) : bytes);
  if (chance.happens(0.5)) await delay(chance.between(0, 4));
  if (chance.happens(0.3)) return connection.finish();
  connection.leave(chance.one(['close', 'reset']));
}

/** A right request, some bytes at a time. */
export async function slowSender(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const request = await anyRightRequest(it);
  const bytes = wellFramed(request, chance);
  const connection = await it.open();
  connection.announce(request.method);
  const step = Math.ceil(bytes.length / chance.between(3, 40));
  for (let at = 0; at < bytes.length && !connection.closed; at += step) {
    connection.send(bytes.subarray(at, at + step));
    await delay(chance.between(0, 5));
  }
  const answer = await it.answer(connection, request);
  if (answer.text === undefined) await it.follow(connection, request);
  else await connection.finish();
}

/** A request that never becomes whole, from a client that never leaves: the server has to end it. */
export async function stalled(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const bytes = toBytes(await anyRightRequest(it));
  const connection = await it.open();
  const sent = bytes.subarray(0, chance.below(bytes.length));
  connection.sendAnything(chance.happens(0.2) ? Buffer.concat([Buffer.from('x\r\n\r\n'), sent]) : sent);
  await connection.ended();
  const [answer, ...more] = connection.arrived();
  if (more.length > 0) throw new Fault('a request that is not whole was answered twice');
  if (answer !== undefined) it.note(answer);
}

/** Sends many times what is taken: it is refused, and then cut off or let be. */
export async function endlessBody(it: FuzzCase): Promise<void> {
  const { chance, target } = it;
  const request = await anyRightRequest(it);
  const connection = await it.open();
  const announced = chance.happens(0.5);
  const framing = announced ? `Content-Length: ${1e9}` : 'Transfer-Encoding: chunked';
  const lines = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  connection.sendAnything(Buffer.from(`POST /mcp HTTP/1.1\r\n${lines}${framing}\r\n\r\n`, 'latin1'));
  const piece = Buffer.alloc(65_536, 'x');
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]);
  const mostBytes = 10 * target.maxBodyBytes;
  for (let sent = 0; sent < mostBytes && !connection.closed; sent += piece.length) {
    connection.send(announced ? piece : chunk);
    await connection.drained();
  }
  connection.leave(chance.one(['close', 'reset']));
}
