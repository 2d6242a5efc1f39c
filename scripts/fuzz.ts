// dev driver
import { Campaign } from '../test/fuzz/run/campaign.ts';
const arg = (name: string, d: string) => { const i = process.argv.indexOf('--'+name); return i<0?d:process.argv[i+1]!; };
const seed = Number(arg('seed', String(Math.floor(Math.random()*2**31))));
console.log('seed', seed);
try {
const report = await Campaign.run({ seed, server: arg('server','open') as 'open', from: Number(arg('from','0')), cases: Number(arg('count', '1e9')), requests: Number(arg('requests','20000')), endAtMs: Date.now()+1000*Number(arg('seconds','60')) });
console.log(report.tally, report.seconds, report.resident, arg('count','')==='1' ? report.lastCase : '');
} catch (e) { console.log(e instanceof Error && e.name==='FaultFound' ? e.message : e); process.exitCode = 1; }
