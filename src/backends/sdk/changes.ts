// Notifications by which servers tell that something changed.

import type { JsonObject } from '../../protocol/mcp.ts';
import type { Change } from '../../server/backend.ts';

/** The change that a notification tells of; undefined when it tells of none. */
export function changeOf(method: string, params: JsonObject | undefined): Change | undefined {
  switch (method) {
    case 'notifications/tools/list_changed':
      return { topic: 'tools' };
    case 'notifications/prompts/list_changed':
      return { topic: 'prompts' };
    case 'notifications/resources/list_changed':
      return { topic: 'resources' };
    case 'notifications/resources/updated': {
      const uri = params?.['uri'];
      return typeof uri === 'string' ? { topic: 'resource', uri } : undefined;
    }
    default:
      return undefined;
  }
}
