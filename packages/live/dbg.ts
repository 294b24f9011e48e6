import { simulate } from './src/testing/simulation.ts';
const r = await simulate(Number(process.argv[2]), 150);
console.log(r.violations.join('\n'));
console.log(r.steps.slice(-45).join('\n'));
