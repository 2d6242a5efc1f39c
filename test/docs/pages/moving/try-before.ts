// Calls the tool of the server that a module builds with the official SDK, and prints what it answers.

import { Client, InMemoryTransport } from '@modelcontextprotocol/client';

type Connectable = { connect(transport: InMemoryTransport): Promise<void> };

const { buildServer } = (await import(`./${process.argv[2]}`)) as { buildServer(): Connectable };
const [clientEnd, serverEnd] = InMemoryTransport.createLinkedPair();
await buildServer().connect(serverEnd);
const client = new Client({ name: 'try-before', version: '1.0.0' });
await client.connect(clientEnd);
for (const city of ['Oslo', 'Atlantis']) {
  const { content } = await client.callTool(
    { name: 'forecast', arguments: { city } },
    { onprogress: () => {} },
  );
  console.log(JSON.stringify(content));
}
await client.close();
