import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { toNodeHandler, NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { z } from 'zod';
import http from 'node:http'; import net from 'node:net'; import {randomUUID} from 'node:crypto';
const mk=()=>{const s=new McpServer({name:'b',version:'1'});
 s.registerTool('echo',{description:'e',inputSchema:z.object({text:z.string()})},async({text})=>({content:[{type:'text',text}]}));
 s.registerTool('steps',{description:'e',inputSchema:z.object({text:z.string()})},async({text},ctx)=>{ const t=ctx.mcpReq._meta?.progressToken; for(let i=1;i<=3;i++) await ctx.mcpReq.notify({method:'notifications/progress',params:{progressToken:t,progress:i,total:3}}); return {content:[{type:'text',text}]}});
 return s;};
const h=toNodeHandler(createMcpHandler(mk));
const srv=http.createServer(h).listen(0);
await new Promise(r=>srv.once('listening',r));
const port=srv.address().port;
const prox=net.createServer(c=>{const u=net.connect(port);c.on('data',d=>{process.stdout.write('>>>\n'+d+'\n');u.write(d)});u.on('data',d=>{process.stdout.write('<<<\n'+d+'\n');c.write(d)});c.on('close',()=>u.destroy());u.on('close',()=>c.destroy());c.on('error',()=>{});u.on('error',()=>{})}).listen(0);
await new Promise(r=>prox.once('listening',r));
for (const opts of [{versionNegotiation:{mode:'auto'}}]){
const c=new Client({name:'x',version:'1'},opts);
await c.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${prox.address().port}/mcp`)));
console.log(await c.callTool({name:'echo',arguments:{text:'abc'}}));
console.log(await c.callTool({name:'steps',arguments:{text:'abc'}},{onprogress:p=>console.log(p)}));
const l=await c.listTools();
}
process.exit()
