/** bar.js: importing it, or naming it in a script tag, makes `<yihao-bar>` known to the page. */
import { YihaoBar } from './bar-element.js';

// A page may load it twice.
if (!customElements.get('yihao-bar')) customElements.define('yihao-bar', YihaoBar);

export { YihaoBar };
