/** `npm run simulate -- SCENARIO.yaml [...]`: compiles, and hands over to engine/simulate/main.ts; docs/simulator.md. */
import { build, checkNode, installPackages } from './prepare.mjs';

checkNode();
installPackages();
if (!build()) {
  console.error('The build failed: see the messages above.');
  process.exit(1);
}
await import('../dist/engine/simulate/main.js');
