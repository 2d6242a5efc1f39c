// What variables say.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { type Environment, readEnvironment, readEnvironmentFile } from './environment.ts';
import { describeProblem } from './problem.ts';
import { merge, type Source, toTree } from './settings.ts';

const folder = temporaryFolder(after);
const read = (environment: Environment): Source => readEnvironment(environment, { folder: folder.path });
const treeOf = (source: Source): object => toTree(merge([source]));
const problemsIn = (environment: Environment): string[] => read(environment).problems.map(describeProblem);

test('text becomes what the option takes', () => {
  const source = read({
    PORT: '1',
    MCP_FLEET_PORT: ' 80 ',
    MCP_FLEET_REQUEST_TIMEOUT_MS: '5s',
    MCP_FLEET_MAX_BODY_BYTES: '2MiB',
    MCP_FLEET_ALLOWED_HOSTS: 'a.example, b.example',
    MCP_FLEET_EXPOSE_ERRORS: 'yes',
    MCP_FLEET_CIRCUIT_BREAKER: 'off',
    MCP_FLEET_TOOLS_TIMEOUT_MS: 'search=1s, files.*=1500',
    MCP_FLEET_TOOLS_CIRCUIT_BREAKER: 'search=false',
    MCP_FLEET_AUTH_TOOL_SCOPES: 'remove=write admin,a=b=read',
    MCP_FLEET_ADMISSION_WEIGHTS: '{"https://login.example,ada": 2}',
    MCP_FLEET_AUTH_REQUIRED_SCOPES: '["a,b"]',
  });
  assert.deepEqual(source.problems, []);
  assert.deepEqual(treeOf(source), {
    port: 80,
    requestTimeoutMs: 5000,
    maxBodyBytes: 2_097_152,
    allowedHosts: ['a.example', 'b.example'],
    exposeErrors: true,
    circuitBreaker: false,
    tools: { search: { timeoutMs: 1000, circuitBreaker: false }, 'files.*': { timeoutMs: 1500 } },
    auth: { toolScopes: { remove: ['write', 'admin'], 'a=b': ['read'] }, requiredScopes: ['a,b'] },
    admission: { weights: { 'https://login.example,ada': 2 } },
  });
});

const WRONG: readonly (readonly [string, string, string])[] = [
  ['MCP_FLEET_PROT', '1', 'MCP_FLEET_PROT is no option; did you mean MCP_FLEET_PORT?'],
  ['MCP_FLEET_QUEUE_DEPTH', '1', 'MCP_FLEET_QUEUE_DEPTH is called MCP_FLEET_ADMISSION_MAX_QUEUE here.'],
  [
    'MCP_FLEET_TELEMETRY_EXPORTER',
    '1',
    'MCP_FLEET_TELEMETRY_EXPORTER is no option. "mcp-fleet serve --help" shows what there is.',
  ],
  [
    'MCP_FLEET_AUTH_VERIFY',
    'x',
    'MCP_FLEET_AUTH_VERIFY is no option; did you mean auth.verify, which only code has?',
  ],
  ['MCP_FLEET_PORT', '', 'MCP_FLEET_PORT: port is empty; give it a value, or leave it out.'],
  ['MCP_FLEET_PORT', 'http', 'MCP_FLEET_PORT: port must be an integer from 0 to 65535: "http".'],
  [
    'MCP_FLEET_EXPOSE_ERRORS',
    'maybe',
    'MCP_FLEET_EXPOSE_ERRORS: exposeErrors must be true or false: "maybe".',
  ],
  [
    'MCP_FLEET_TOOLS_TIMEOUT_MS',
    'search',
    'MCP_FLEET_TOOLS_TIMEOUT_MS: tools.<name>.timeoutMs must be NAME=VALUE, several separated by commas, or a JSON object.',
  ],
  [
    'MCP_FLEET_SECRETS',
    'hunter2',
    'MCP_FLEET_SECRETS: secrets must have 32 bytes or more, for example of "openssl rand -hex 32"; it has 7.',
  ],
];
for (const [name, value, problem] of WRONG) {
  test(`${name}=${value} is refused`, () => {
    assert.deepEqual(problemsIn({ [name]: value }), [problem]);
  });
}

test('a value may stand in a file that a variable names', () => {
  folder.write('secrets', `${'n'.repeat(32)}\n${'o'.repeat(32)}\n`);
  folder.write('timeout', '3s\n');
  folder.write('port', 'http\n');
  const source = read({ MCP_FLEET_SECRETS_FILE: 'secrets', MCP_FLEET_REQUEST_TIMEOUT_MS_FILE: 'timeout' });
  assert.deepEqual(treeOf(source), { secretsFile: `${folder.path}/secrets`, requestTimeoutMs: 3000 });
  assert.deepEqual(problemsIn({ MCP_FLEET_PORT_FILE: 'port', MCP_FLEET_HOST_FILE: 'gone' }), [
    'port (MCP_FLEET_PORT_FILE): port must be an integer from 0 to 65535: "http".',
    'MCP_FLEET_HOST_FILE: host cannot be read from "gone": ENOENT.',
  ]);
});

test('what Kubernetes says of services that are called alike is no option', () => {
  const source = read({
    MCP_FLEET_PORT: 'tcp://10.0.0.1:80',
    MCP_FLEET_SERVICE_HOST: '10.0.0.1',
    MCP_FLEET_SERVICE_PORT: '80',
    MCP_FLEET_SERVICE_PORT_HTTP: '80',
    MCP_FLEET_PORT_80_TCP: 'tcp://10.0.0.1:80',
    MCP_FLEET_PORT_80_TCP_PROTO: 'tcp',
    MCP_FLEET_PORT_80_TCP_ADDR: '10.0.0.1',
    MCP_FLEET_REDIS_PORT: 'tcp://10.0.0.2:6379',
    MCP_FLEET_REDIS_SERVICE_HOST: '10.0.0.2',
  });
  assert.deepEqual(source, { settings: [], problems: [] });
});

test("a variables' file is named with its variables", () => {
  folder.write(
    'fleet.env',
    '# the port\nMCP_FLEET_PORT=80\nMCP_FLEET_HOST="localhost"\nOTHER=1\nMCP_FLEET_PATH=x\n',
  );
  const { settings, problems } = readEnvironmentFile('fleet.env', folder.path);
  assert.deepEqual(settings.map(({ option, value, from }) => [option.path, value, from]).sort(), [
    ['host', 'localhost', 'MCP_FLEET_HOST in fleet.env'],
    ['port', 80, 'MCP_FLEET_PORT in fleet.env'],
  ]);
  assert.deepEqual(problems.map(describeProblem), [
    'MCP_FLEET_PATH in fleet.env: path must be a path that starts with "/" and has no query: "x".',
  ]);
  assert.deepEqual(readEnvironmentFile('gone.env', folder.path).problems.map(describeProblem), [
    'gone.env: it cannot be read: ENOENT.',
  ]);
});
