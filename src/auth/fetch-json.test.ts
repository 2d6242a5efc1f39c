// Documents of authorization servers are fetched with bounds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fetch, fetchJson } from './fetch-json.ts';

const url = new URL('https://issuer.example/keys');
const answering =
  (response: Response): Fetch =>
  async () =>
    response;

test('a document is parsed, and asked for as JSON, without following redirects, and with a limit of time', async () => {
  let sent: RequestInit | undefined;
  const fetch: Fetch = async (_url, init) => {
    sent = init;
    return Response.json({ keys: [] });
  };
  assert.deepEqual(await fetchJson(url, fetch), { keys: [] });
  assert.deepEqual(sent?.headers, { Accept: 'application/json' });
  assert.equal(sent?.redirect, 'manual');
  assert.ok(sent?.signal);
});

test('a status other than 200 is no document', async () => {
  for (const response of [
    new Response('no', { status: 404 }),
    Response.redirect('https://evil.example', 302),
  ]) {
    await assert.rejects(fetchJson(url, answering(response)), {
      name: 'NotFetched',
      message: `https://issuer.example/keys answered ${response.status}.`,
    });
  }
});

test('what is not JSON is no document', async () => {
  for (const body of ['<html>', '']) {
    await assert.rejects(fetchJson(url, answering(new Response(body))), { name: 'NotFetched' });
  }
  await assert.rejects(fetchJson(url, answering(new Response())), { name: 'NotFetched' });
});

test('a document that does not end is given up, and its connection with it', async () => {
  let cancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
    cancel: () => {
      cancelled = true;
    },
  });
  await assert.rejects(fetchJson(url, answering(new Response(endless))), {
    name: 'NotFetched',
    message: 'https://issuer.example/keys answered with more than 524288 bytes.',
  });
  assert.equal(cancelled, true);
});
