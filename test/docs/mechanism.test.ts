// Pages are tested as CONTRIBUTING.md says: what a page shows is run and compared, and what nothing runs is found.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBlocks } from './blocks.ts';
import { planPage } from './page-plan.ts';
import { PageRun } from './page-run.ts';

const NO_FIXTURES = '/nonexistent';

/** Runs a page. @returns lines of its code that nothing ran */
async function runPage(markdown: string): Promise<number[]> {
  const run = new PageRun(planPage('docs/page.md', findBlocks(markdown)), NO_FIXTURES);
  try {
    await run.runCommands();
    await run.stop();
    return run.unrun();
  } finally {
    await run.remove();
  }
}

function plan(markdown: string): void {
  planPage('docs/page.md', findBlocks(markdown));
}

test('the files of a page are there when its commands are run, and its output is compared', async () => {
  const page = `
<!-- test: file hello.ts -->
\`\`\`ts
const name: string = 'Ada';
console.log('Hello, ' + name);
\`\`\`
\`\`\`sh
node hello.ts
\`\`\`
<!-- test: output -->
\`\`\`text
Hello, Ada
\`\`\`
`;
  assert.deepEqual(await runPage(page), []);
  await assert.rejects(
    runPage(page.replace('text\nHello, Ada', 'text\nHello, Bob')),
    /line 7: [\s\S]*Hello, Bob/,
  );
});

test('a command that fails fails its page', async () => {
  await assert.rejects(runPage('```sh\nexit 3\n```'), /line 1: exit 3\nended with 3/);
});

test('in a console block each command is followed by its output, in which parts may be left out', async () => {
  await runPage("```console\n$ printf '1\\n2\\n3\\n'\n1\n...\n$ echo time is \\\n  12:04\ntime is …\n```");
  await assert.rejects(runPage('```console\n$ echo 1\n2\n```'), /line 2/);
});

test('JSON is compared by meaning', async () => {
  const page = (answer: string) =>
    `\`\`\`sh\necho '{"b":[1,2],"id":"x7"}'\n\`\`\`\n<!-- test: output -->\n\`\`\`json\n${answer}\n\`\`\``;
  await runPage(page('{ "id": "…", "b": [1, 2] }'));
  await assert.rejects(runPage(page('{ "id": "…", "b": [1, 3] }')));
  await assert.rejects(runPage(page('{ "id": "…", "b": [1, 2], "c": "…" }')));
});

test('what goes on with a file adds its imports at the top and the rest before the default export', () => {
  const { files } = planPage(
    'docs/page.md',
    findBlocks(`
<!-- test: file a.ts -->
\`\`\`ts
import { a } from 'a';

a();
export default a;
\`\`\`
<!-- test: add a.ts -->
\`\`\`ts
import { b } from 'b';
b();
\`\`\`
`),
  );
  assert.equal(
    files.get('a.ts')?.text,
    "import { b } from 'b';\nimport { a } from 'a';\n\na();\nb();\nexport default a;\n",
  );
  assert.equal(files.get('a.ts')?.pageLine(1), 11);
});

test('lines of code that nothing ran are found, in functions and in branches', async () => {
  const page = `
<!-- test: file code.ts -->
\`\`\`ts
export function unused() {
  return 1;
}
if (process.argv.length > 5) {
  console.log('never');
}
\`\`\`
\`\`\`sh
node code.ts
\`\`\`
`;
  assert.deepEqual(await runPage(page), [4, 5, 8]);
});

test('what serves goes on while later commands talk to it, on a port of its own', async () => {
  const page = `
<!-- test: file server.ts -->
\`\`\`ts
import { FleetNode, FleetServer } from 'mcp-fleet';

const node = new FleetNode(new FleetServer({ name: 'a', version: '1' }), { port: 5000 });
process.once('SIGTERM', () => node.stop());
console.log('at', await node.start());
\`\`\`
<!-- test: serve -->
\`\`\`console
$ node server.ts
at http://127.0.0.1:5000/mcp
\`\`\`
\`\`\`console
$ curl -sS http://127.0.0.1:5000/ready
{"ready":true,…}
\`\`\`
`;
  assert.deepEqual(await runPage(page), []);
});

test('a block that nothing covers is an error', () => {
  assert.throws(() => plan('\n```ts\n1\n```'), /line 2: nothing says how to test this block/);
  assert.throws(() => plan('```\ntext\n```'), /line 1: nothing says how to test this block/);
  assert.throws(() => plan('<!-- test: none -->\n```ts\n1\n```'), /only a block of plain text needs no test/);
  assert.throws(() => plan('<!-- test: nono -->\n```\n1\n```'), /"nono" is no rule/);
});

test('a comment, a file or a test that is not there is an error', () => {
  assert.throws(() => plan('<!-- test: file a.ts -->\n\nprose'), /"test: file a.ts" has no block below it/);
  assert.throws(() => plan('<!-- test: add a.ts -->\n```ts\n```'), /no block above makes a.ts/);
  assert.throws(() => plan('<!-- test: output -->\n```text\n```'), /there is no command above/);
  assert.throws(
    () => plan('<!-- test: script -->\n```sh\nnpm run nope\n```'),
    /no script for "npm run nope"/,
  );
  assert.throws(
    () => plan('<!-- test: by test/docs/errors.test.ts -->\n```ts\n```'),
    /test\/docs\/errors.test.ts is no test of docs\/page.md/,
  );
});
