/** `npm start`: installs what is missing, compiles, and hands over to start/main.ts. */
import { build, checkNode, installPackages } from './prepare.mjs';

checkNode();
installPackages();
console.log('Building ...');
if (!build()) {
  console.error('The build failed: see the messages above.');
  process.exit(1);
}
await import('../dist/start/main.js');
