// The tools that every measured server offers, so that all of them do the same work and list the same catalogue.
// BENCH_TOOL_COUNT (default 2) says how many: `echo`, `steps` and as many fillers as it takes.
import { z } from 'zod';

/** The arguments of `echo` and `steps`. */
export const textInput = z.object({ text: z.string().describe('What to say back') });

export const echoTool = { description: 'Answers with the text it was given', inputSchema: textInput };
export const stepsTool = {
  description: 'Reports three steps of progress, then answers',
  inputSchema: textInput,
};

/** How many progress notifications `steps` sends before its result. */
export const stepCount = 3;

const fillerInput = z.object({
  customerId: z.string().describe('The customer to look at'),
  from: z.string().optional().describe('First day, ISO 8601'),
  limit: z.number().int().min(1).max(500).describe('Most rows to return'),
});

export interface FillerTool {
  name: string;
  description: string;
  inputSchema: typeof fillerInput;
}

/** The tools beside `echo` and `steps` that fill the catalogue up to `toolCount`. */
export function fillerTools(toolCount: number): FillerTool[] {
  return Array.from({ length: Math.max(0, toolCount - 2) }, (_, index) => ({
    name: `report_${String(index + 1).padStart(2, '0')}`,
    description: `Report number ${index + 1}: reads the orders of one customer and sums them up by month`,
    inputSchema: fillerInput,
  }));
}

/** The whole catalogue as `tools/list` shows it. */
export function listedTools(toolCount: number): { name: string; description: string; inputSchema: object }[] {
  const named = [{ name: 'echo', ...echoTool }, { name: 'steps', ...stepsTool }, ...fillerTools(toolCount)];
  return named.map((tool) => ({ ...tool, inputSchema: z.toJSONSchema(tool.inputSchema, { io: 'input' }) }));
}

export function toolCountFromEnvironment(): number {
  return Number(process.env.BENCH_TOOL_COUNT ?? '2');
}
