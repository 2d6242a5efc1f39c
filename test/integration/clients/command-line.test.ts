// The fixture served by the command line in a process of its own, with a client of each era.

import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';
import { answering } from './answers.ts';
import { flavours } from './flavours.ts';
import { jsonOf } from './text-of.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
let child: ChildProcessWithoutNullStreams;
let url: string;

before(async () => {
  const args = ['src/cli/main.ts', 'serve', 'test/integration/clients/fixture-server.ts', '--port', '0'];
  child = spawn(process.execPath, ['--conditions=mcp-fleet-source', ...args], { cwd: ROOT });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  url = await until(() => /http:\S+\/mcp/.exec(output)?.[0], {
    what: 'the URL to be printed',
    timeoutMs: 15_000,
  });
});

after(async () => {
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
});

for (const flavour of flavours) {
  test(`${flavour.name} works with a server started from the command line`, async () => {
    const client = await flavour.connect(url, { answers: answering() });
    assert.equal(client.protocolVersion, flavour.protocolVersion);
    assert.deepEqual(jsonOf(await client.call('ask-in-sequence')), [
      { name: 'Ada' },
      { colour: 'green' },
      { type: 'text', text: 'word' },
    ]);
    await client.close();
  });
}

test('the process ends by itself when it is told to', async () => {
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});
