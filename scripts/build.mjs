/** `npm run build`: everything that `npm start` runs. */
import { build, checkNode, installPackages } from './prepare.mjs';

checkNode();
installPackages();
process.exit(build() ? 0 : 1);
