// What options are called elsewhere: in Java's executors, in ASP.NET Core, in other servers. An option has one name
// here, so these are not accepted; who writes one is told the right one.

interface CommonName {
  /** Spelling does not matter: `queueDepth`, `queue-depth` and `QUEUE_DEPTH` are one. */
  readonly names: readonly string[];
  /** Of the option. */
  readonly path: string;
  /** What is different here. */
  readonly note?: string;
}

const NO_THREADS = 'Calls share one event loop: there are no worker threads yet';

export const COMMON_NAMES: readonly CommonName[] = [
  {
    names: ['corePoolSize', 'minPoolSize', 'minThreads'],
    path: 'admission.adaptive.minConcurrent',
    note: `${NO_THREADS}, and this is the least that an adaptive limit of calls comes down to.`,
  },
  {
    names: ['maximumPoolSize', 'maxPoolSize', 'maxThreads'],
    path: 'admission.maxConcurrent',
    note: `${NO_THREADS}, and this is how many calls run at once.`,
  },
  {
    names: ['maxConcurrentRequests', 'maxConcurrency', 'concurrency', 'permitLimit'],
    path: 'admission.maxConcurrent',
  },
  {
    names: ['keepAliveTime', 'keepAlive', 'keepAliveTimeout', 'idleTimeout'],
    path: 'keepAliveTimeoutMs',
    note: `It is about idle connections. ${NO_THREADS} that could be idle.`,
  },
  { names: ['queueDepth', 'queueCapacity', 'queueSize', 'queueLimit'], path: 'admission.maxQueue' },
  {
    names: ['rejectedExecutionHandler', 'saturationPolicy', 'rejectionPolicy', 'fullMode'],
    path: 'admission.saturation',
  },
  { names: ['requestTimeout', 'timeout', 'callTimeout'], path: 'requestTimeoutMs' },
  {
    names: ['maxRequestSize', 'maxRequestBodySize', 'maxRequestLength', 'bodyLimit'],
    path: 'maxBodyBytes',
  },
  { names: ['maxRequestHeadersTotalSize', 'maxHeaderSize'], path: 'maxHeaderBytes' },
  { names: ['requestHeadersTimeout', 'headersTimeout'], path: 'headersTimeoutMs' },
  { names: ['sessionTimeout', 'sessionExpiry'], path: 'sessionTtlMs' },
  { names: ['shutdownTimeout', 'gracePeriod', 'terminationGracePeriod'], path: 'shutdownGraceMs' },
  { names: ['hostname', 'address', 'bind', 'listen'], path: 'host' },
  { names: ['cors', 'corsOrigins'], path: 'allowedOrigins' },
  { names: ['dev', 'debug'], path: 'exposeErrors' },
  { names: ['requestsPerSecond', 'rps'], path: 'rateLimit.node.perSecond' },
];
