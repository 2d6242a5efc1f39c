// What a file or code says in an object.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeProblem } from './problem.ts';
import { merge, toTree } from './settings.ts';
import { readTree } from './tree-source.ts';

const read = (tree: unknown) =>
  readTree(tree, { from: 'fleet.config.json', folder: '/etc/fleet', fromText: true });
const problemsIn = (tree: unknown): string[] => read(tree).problems.map(describeProblem);

test('an object comes back as it is, with times and sizes in numbers and lists as arrays', () => {
  const tree = {
    port: 80,
    requestTimeoutMs: '5s',
    maxBodyBytes: '1MiB',
    admission: { maxQueue: 5, adaptive: { minConcurrent: 2 }, weights: { ada: 2.5 } },
    circuitBreaker: false,
    tools: { 'files.*': { timeoutMs: '10s', rateLimit: { perSecond: 0.5 } } },
    auth: { issuer: 'https://login.example', toolScopes: { 'a.b': ['x', 'y'] } },
    secretsFile: 'secrets.txt',
  };
  const source = read(tree);
  assert.deepEqual(source.problems, []);
  assert.deepEqual(toTree(merge([source])), {
    port: 80,
    requestTimeoutMs: 5000,
    maxBodyBytes: 1_048_576,
    admission: { maxQueue: 5, adaptive: { minConcurrent: 2 }, weights: { ada: 2.5 } },
    circuitBreaker: false,
    tools: { 'files.*': { timeoutMs: 10_000, rateLimit: { perSecond: 0.5 } } },
    auth: { issuer: ['https://login.example'], toolScopes: { 'a.b': ['x', 'y'] } },
    secretsFile: '/etc/fleet/secrets.txt',
  });
});

const WRONG: readonly (readonly [unknown, string])[] = [
  [{ prot: 80 }, 'prot is no option; did you mean port?'],
  [{ admission: { maxQeue: 1 } }, 'admission.maxQeue is no option; did you mean admission.maxQueue?'],
  [{ tools: { a: { rateLimt: 1 } } }, 'tools["a"].rateLimt is no option; did you mean tools["a"].rateLimit?'],
  [{ perSecond: 5 }, 'perSecond is no option; did you mean rateLimit.node.perSecond?'],
  [{ admission: { adaptive: { x: 1 } } }, 'admission.adaptive.x is no option. Allowed here: minConcurrent.'],
  [{ queueDepth: 5 }, 'queueDepth is called admission.maxQueue here.'],
  [{ port: '80' }, 'port must be an integer from 0 to 65535: "80".'],
  [{ port: 80.5 }, 'port must be an integer from 0 to 65535: 80.5.'],
  [{ port: null }, 'port must be an integer from 0 to 65535: null.'],
  [
    { requestTimeoutMs: '5000' },
    'requestTimeoutMs must be an integer from 0 to 2147483647 (ms), or text such as "5s": "5000".',
  ],
  [
    { maxBodyBytes: '0.3B' },
    'maxBodyBytes must be an integer from 1 to 536870912 (bytes), or text such as "1MiB": "0.3B".',
  ],
  [
    { admission: { saturation: 'block' } },
    'admission.saturation must be one of reject, wait, drop-oldest: "block".',
  ],
  [{ admission: 5 }, 'admission must be an object, true or false: 5.'],
  [{ rateLimit: [] }, 'rateLimit must be an object: an array.'],
  [{ exposeErrors: 'yes' }, 'exposeErrors must be true or false: "yes".'],
  [
    { allowedHosts: ['a.example', 5] },
    'allowedHosts must be text or an array of texts, none of them empty: an array.',
  ],
  [
    { allowedHosts: ['a.example', 'b.example:80'] },
    'allowedHosts[1] must be a host name without scheme, port or path: "b.example:80".',
  ],
  [
    { auth: { issuer: 'http://a.example' } },
    'auth.issuer must be an https: URL (http: only on loopback): "http://a.example".',
  ],
  [{ auth: { verify: 'ada' } }, 'auth.verify must be a function: "ada".'],
  [{ auth: {} }, 'auth is there and says nothing; say what it is to do, or leave it out.'],
  [
    { rateLimit: { node: {} } },
    'rateLimit.node is there and says nothing; say what it is to do, or leave it out.',
  ],
  [[1], 'the configuration must be an object: an array.'],
  ['port', 'the configuration must be an object: "port".'],
];
for (const [tree, problem] of WRONG) {
  test(`${JSON.stringify(tree)} is refused: ${problem}`, () => {
    assert.deepEqual(problemsIn(tree), [`fleet.config.json: ${problem}`]);
  });
}

test('all that is wrong is told, in the order in which it stands there', () => {
  assert.deepEqual(problemsIn({ prot: 1, port: -1, admission: { maxQueue: -1 } }), [
    'fleet.config.json: prot is no option; did you mean port?',
    'fleet.config.json: port must be an integer from 0 to 65535: -1.',
    'fleet.config.json: admission.maxQueue must be an integer from 0 to 1000000: -1.',
  ]);
});

test('a secret that will not do is not shown', () => {
  const problems = problemsIn({ secrets: ['hunter2'] }).concat(
    problemsIn({ secrets: [5] }),
    problemsIn({ secret: 'hunter2' }),
  );
  assert.deepEqual(problems, [
    'fleet.config.json: secrets must have 32 bytes or more, for example of "openssl rand -hex 32"; it has 7.',
    'fleet.config.json: secrets must be text or an array of texts, none of them empty: what it is now is not shown.',
    'fleet.config.json: secret is no option; did you mean secrets?',
  ]);
});

test('a password in a URL is refused without being shown', () => {
  assert.deepEqual(problemsIn({ auth: { issuer: 'https://ada:hunter2@a.example' } }), [
    'fleet.config.json: auth.issuer must not have a user name or a password in it.',
  ]);
});

test('a member called __proto__ reaches no prototype', () => {
  const problems = problemsIn(
    JSON.parse('{"__proto__": {"port": 1}, "tools": {"__proto__": {"timeoutMs": 1}}}'),
  );
  assert.deepEqual(problems.map((text) => text.replace(/;.*|\..*is no/, '')).length, 2);
  assert.equal(({} as { timeoutMs?: number }).timeoutMs, undefined);
});

test('code has numbers only, and no options of the command', () => {
  const { problems } = readTree(
    { requestTimeoutMs: '5s', logLevel: 'info' },
    { fromText: false, isCode: true },
  );
  assert.deepEqual(problems.map(describeProblem), [
    'requestTimeoutMs must be an integer from 0 to 2147483647: "5s".',
    'logLevel is an option of the command; in code, give a logger of your own.',
  ]);
});
