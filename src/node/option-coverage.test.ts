// The table of options and the types that people write options by are about the same options. The compiler holds the
// object below against the types, the test holds it against the table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenAuthOptions, VerifyAuthOptions } from '../auth/auth-options.ts';
import { OPTIONS } from '../config/option-table.ts';
import type { AdaptiveLimitOptions } from '../flow/admission-options.ts';
import type { CircuitBreakerOptions } from '../flow/circuit-breaker-options.ts';
import type { RateLimitOptions, RateOptions } from '../flow/rate-limit-options.ts';
import type { ToolScale } from '../server/tool-scale.ts';
import { memoryStores } from './fleet-stores.ts';
import type { NodeOptions } from './node-options.ts';
import type { AdmissionSettings } from './protection-options.ts';

/** Every option, with nothing left out. */
interface Everything
  extends Required<Omit<NodeOptions, 'admission' | 'auth' | 'circuitBreaker' | 'rateLimit' | 'tools'>> {
  admission: Required<Omit<AdmissionSettings, 'adaptive'>> & { adaptive: Required<AdaptiveLimitOptions> };
  auth: Required<TokenAuthOptions> & Required<VerifyAuthOptions>;
  circuitBreaker: Required<CircuitBreakerOptions>;
  rateLimit: Record<keyof RateLimitOptions, Required<RateOptions>>;
  tools: Record<string, Required<Omit<ToolScale, 'rateLimit'>> & { rateLimit: Required<RateOptions> }>;
}

const RATE = { perSecond: 1, burst: 1 };
const EVERYTHING: Everything = {
  host: '',
  port: 0,
  path: '',
  reusePort: false,
  nodeId: '',
  secrets: [],
  secretsFile: '',
  stores: memoryStores(),
  heartbeatMs: 0,
  requestTimeoutMs: 0,
  questionTimeoutMs: 0,
  requestStateTtlMs: 0,
  maxBodyBytes: 0,
  maxHeaderBytes: 0,
  headersTimeoutMs: 0,
  bodyTimeoutMs: 0,
  keepAliveTimeoutMs: 0,
  sseKeepAliveMs: 0,
  maxStreamBufferBytes: 0,
  maxStreams: 0,
  sessionTtlMs: 0,
  sessionMaxAgeMs: 0,
  resumeTtlMs: 0,
  reconnectDelayMs: 0,
  allowedHosts: [],
  allowedOrigins: [],
  shutdownGraceMs: 0,
  exposeErrors: false,
  identify: () => undefined,
  logger: { info() {}, warn() {}, error() {} },
  maxLoopDelayMs: 0,
  admission: {
    maxConcurrent: 0,
    maxQueue: 0,
    saturation: 'reject',
    maxWaiting: 0,
    targetDelayMs: 0,
    intervalMs: 0,
    maxTurnMs: 0,
    abandonAfterMs: 0,
    adaptive: { minConcurrent: 0 },
    weights: { '<principal>': 1 },
  },
  rateLimit: { node: RATE, principal: RATE, tool: RATE, address: RATE },
  circuitBreaker: {
    failureRate: 0,
    slowCallMs: 0,
    slowCallRate: 0,
    windowMs: 0,
    minCalls: 0,
    openMs: 0,
    openGrowth: 0,
    maxOpenMs: 0,
    probes: 0,
    maxBreakers: 0,
  },
  tools: { '<name>': { timeoutMs: 0, maxConcurrent: 0, circuitBreaker: true, rateLimit: RATE } },
  auth: {
    issuer: '',
    audience: '',
    resource: '',
    requiredScopes: [],
    scopesSupported: [],
    jwksUri: '',
    algorithms: [],
    clockSkewMs: 0,
    principalClaim: '',
    header: '',
    cacheMs: 0,
    verify: () => undefined,
    toolScopes: { '<tool>': [] },
    impliedScopes: { '<scope>': [] },
  },
};

/** Objects of code, whose members are no options. */
const TAKEN_WHOLE = ['logger', 'stores'];

function pathsOf(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const isGroup = typeof value === 'object' && !Array.isArray(value) && !TAKEN_WHOLE.includes(key);
    return isGroup ? pathsOf(value, `${prefix}${key}.`) : [`${prefix}${key}`];
  });
}

test('the table has every option of the types, and no other', () => {
  const inTable = OPTIONS.filter(({ kind, commandOnly }) => kind.type !== 'switch' && commandOnly !== true);
  assert.deepEqual(pathsOf(EVERYTHING).sort(), inTable.map(({ path }) => path).sort());
});
