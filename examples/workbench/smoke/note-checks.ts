// The checks of publishing: the question to the user, each answer to it, and the notices that follow.
import assert from 'node:assert/strict';
import { z } from 'zod';
import { call, eventually, type Session } from './session.ts';
import type { Check } from './tool-checks.ts';

const publishAnswer = z.object({ outcome: z.string(), uri: z.string().optional() });

async function publish(session: Session, title: string) {
  const { result } = await call(session, 'publish_note', { title, body: 'Numbers went **up**.' });
  return publishAnswer.parse(result.structuredContent);
}

/** In 2026-07-28 a client listens to what it names; before, it hears of lists unasked and subscribes to the rest. */
async function watch({ client, era }: Session, uri: string) {
  if (era === 'modern') {
    const subscription = await client.listen({ resourcesListChanged: true, resourceSubscriptions: [uri] });
    return () => subscription.close();
  }
  await client.subscribeResource({ uri });
  return () => client.unsubscribeResource({ uri });
}

export const NOTE_CHECKS: Record<string, Check> = {
  'publish_note writes nothing when the user declines, cancels or does not tick the box': async (session) => {
    session.answer = { action: 'decline' };
    assert.deepEqual(await publish(session, 'Secret'), { outcome: 'declined' });
    session.answer = { action: 'cancel' };
    assert.deepEqual(await publish(session, 'Secret'), { outcome: 'cancelled' });
    session.answer = { action: 'accept', content: { confirm: false } };
    assert.deepEqual(await publish(session, 'Secret'), { outcome: 'not confirmed' });
    assert.deepEqual(session.questions, Array(3).fill('Publish the note "Secret" (20 characters)?'));
    const { resources } = await session.client.listResources();
    assert.deepEqual(
      resources.filter(({ title }) => title === 'Secret'),
      [],
    );
  },

  'publish_note writes once, and clients hear of it': async (session) => {
    const title = `Quarter, ${session.era}`;
    // Published and known by now, so that its change can be watched.
    session.answer = { action: 'accept', content: { confirm: true } };
    const first = await publish(session, title);
    assert.equal(first.outcome, 'created');
    const uri = first.uri ?? '';
    assert.match(uri, /^note:\/\/quarter-(modern|legacy)-[0-9a-f]{8}$/);

    const unwatch = await watch(session, uri);
    assert.deepEqual(await publish(session, title), { outcome: 'unchanged', uri });
    session.answer = { action: 'accept', content: { confirm: true, tag: 'decision' } };
    assert.deepEqual(await publish(session, title), { outcome: 'updated', uri });
    await eventually(() => session.updatedUris.includes(uri), 'notice of the updated note');

    const changesBefore = session.listChanges;
    assert.equal((await publish(session, `${title}, again`)).outcome, 'created');
    await eventually(() => session.listChanges > changesBefore, 'notice of the longer list');
    await unwatch();
  },

  'a published note is listed, completed and read': async ({ client, era }) => {
    const { resources } = await client.listResources();
    const note = resources.find(({ title }) => title === `Quarter, ${era}`);
    const uri = note?.uri ?? '';
    const { contents } = await client.readResource({ uri });
    assert.deepEqual(contents, [
      {
        uri,
        mimeType: 'text/markdown',
        text: `---\ntitle: "Quarter, ${era}"\ntag: decision\n---\n\nNumbers went **up**.\n`,
      },
    ]);
    const { completion } = await client.complete({
      ref: { type: 'ref/resource', uri: 'note://{id}' },
      argument: { name: 'id', value: `quarter-${era}` },
    });
    assert.equal(completion.values.length, 2);
  },
};
