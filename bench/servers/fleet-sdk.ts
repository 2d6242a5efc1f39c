// The measured tools on the official SDK's `McpServer`, served by `mcp-fleet serve` as what `fromSdk` made of it.
import { fromSdk } from 'mcp-fleet';
import { buildSdkServer } from './sdk-server.ts';

export default fromSdk(buildSdkServer);
