// The workbench: an MCP server that searches documents, computes over a data set, draws charts and
// publishes notes. This file puts its parts together; `mcp-fleet serve` runs what it exports.
import { FleetServer } from 'mcp-fleet';
import { registerChart } from './chart/chart-tool.ts';
import { registerCsvStats } from './dataset/csv-stats-tool.ts';
import { createDataset } from './dataset/dataset.ts';
import { registerExplain } from './dataset/explain-prompt.ts';
import { registerSchema } from './dataset/schema-resource.ts';
import { registerDocuments } from './documents/document-resource.ts';
import { registerFetchSlowly } from './documents/fetch-slowly-tool.ts';
import { createLibrary } from './documents/library.ts';
import { createSearchIndex } from './documents/search-index.ts';
import { registerSearch } from './documents/search-tool.ts';
import { registerSummarise } from './documents/summarise-prompt.ts';
import { registerEcho } from './echo-tool.ts';
import { registerNotes } from './notes/note-resource.ts';
import { createNotebook } from './notes/notebook.ts';
import { registerPublishNote } from './notes/publish-note-tool.ts';
import { resolveSettings } from './settings.ts';

const settings = resolveSettings(process.env);
const library = createLibrary(settings.documents);
const dataset = createDataset(settings);
const notebook = createNotebook(settings.notesRoot);

const server = new FleetServer(
  {
    name: 'workbench',
    version: '1.0.0',
    title: 'Workbench',
    description: 'Searches documents, describes and charts a data set, and keeps notes.',
  },
  {
    instructions:
      'Use "search" for questions about the documents and quote the file and line. For questions about the orders, ' +
      'read data://orders/schema first, compute with "csv_stats", and show results with "chart". ' +
      '"publish_note" asks the user by itself.',
  },
);

registerEcho(server);

registerSearch(server, createSearchIndex(library));
registerFetchSlowly(server, library);
registerDocuments(server, library);
registerSummarise(server, library);

registerCsvStats(server, dataset);
registerChart(server, dataset);
registerSchema(server, dataset);
registerExplain(server, dataset);

registerPublishNote(server, notebook);
registerNotes(server, notebook);

export default server;
