// The server with paged lists as a module for the command line.

import { createPagedServer } from './fixture-server.ts';

export default createPagedServer();
