// The measured tools on the official SDK's `McpServer`, served by `mcp-fleet serve` as what `fromSdk` made of it.
// BENCH_SDK_IDLE_MS: after how long a server that nobody uses is closed (default: that of `fromSdk`).
import { fromSdk } from 'mcp-fleet';
import { buildSdkServer } from './sdk-server.ts';

const idleMs = process.env.BENCH_SDK_IDLE_MS;

export default fromSdk(buildSdkServer, idleMs === undefined ? {} : { idleMs: Number(idleMs) });
