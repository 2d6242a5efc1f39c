// Lists that change while clients look. Each trigger gives a tool or a prompt a new description, which leaves the
// names and their order alone, and the server tells everyone who listens.

import type { McpServer } from '@modelcontextprotocol/server';

export function registerChanges(server: McpServer): void {
  let toolRevision = 1;
  const changingTool = server.registerTool(
    'test_changing_tool',
    { description: 'Revision 1 of a tool that changes.' },
    () => ({ content: [{ type: 'text', text: `This is revision ${toolRevision}.` }] }),
  );
  server.registerTool(
    'test_trigger_tool_change',
    { description: 'Changes the tool list, so that listeners are told.' },
    () => {
      toolRevision += 1;
      changingTool.update({ description: `Revision ${toolRevision} of a tool that changes.` });
      return { content: [{ type: 'text', text: `The tool is at revision ${toolRevision}.` }] };
    },
  );

  let promptRevision = 1;
  const changingPrompt = server.registerPrompt(
    'test_changing_prompt',
    { description: 'Revision 1 of a prompt that changes.' },
    () => ({
      messages: [{ role: 'user', content: { type: 'text', text: `This is revision ${promptRevision}.` } }],
    }),
  );
  server.registerTool(
    'test_trigger_prompt_change',
    { description: 'Changes the prompt list, so that listeners are told.' },
    () => {
      promptRevision += 1;
      changingPrompt.update({ description: `Revision ${promptRevision} of a prompt that changes.` });
      return { content: [{ type: 'text', text: `The prompt is at revision ${promptRevision}.` }] };
    },
  );
}
