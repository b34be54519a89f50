/** `npm run bench [-- NAME...]`: installs what is missing, compiles, and hands over to test-sip/bench/main.ts. */
import { build, checkNode, installPackages } from './prepare.mjs';

checkNode();
installPackages();
if (!build()) {
  console.error('The build failed: see the messages above.');
  process.exit(1);
}
await import('../dist/test-sip/bench/main.js');
