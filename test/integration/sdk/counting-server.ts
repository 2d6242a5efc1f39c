// Factories of servers whose tools tell which of the servers made so far they belong to, so that a test can see who
// shares one.

import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { type McpRequestContext, McpServer } from '@modelcontextprotocol/server';

const INFO = { name: 'counting', version: '1.0.0' };

export interface Counting {
  /** Servers that were made and those that were closed, by number. */
  readonly made: number[];
  readonly closed: number[];
}

export interface CountingV2 extends Counting {
  readonly create: () => McpServer;
  readonly createFor: (context: McpRequestContext) => McpServer;
}

/** @param describe what the tool `which` adds to the number of its server */
export function countingV2(describe: (context: McpRequestContext) => string = () => ''): CountingV2 {
  const made: number[] = [];
  const closed: number[] = [];
  const createFor = (context: McpRequestContext): McpServer => {
    const number = made.push(made.length);
    const server = new McpServer(INFO, { capabilities: { logging: {}, resources: { subscribe: true } } });
    server.server.onclose = () => void closed.push(number);
    const description = describe(context);
    server.registerTool('which', {}, () => ({
      content: [{ type: 'text', text: `${number}${description}` }],
    }));
    return server;
  };
  return { made, closed, createFor, create: () => createFor({ era: 'modern' }) };
}

export interface CountingV1 extends Counting {
  readonly create: () => McpServerV1;
}

export function countingV1(): CountingV1 {
  const made: number[] = [];
  const closed: number[] = [];
  const create = (): McpServerV1 => {
    const number = made.push(made.length);
    const server = new McpServerV1(INFO, { capabilities: { logging: {} } });
    server.server.onclose = () => void closed.push(number);
    server.registerTool('which', {}, () => ({ content: [{ type: 'text', text: `${number}` }] }));
    return server;
  };
  return { made, closed, create };
}
