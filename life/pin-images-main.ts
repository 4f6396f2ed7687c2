import { products } from '../products';
import { pinFile } from './image-pins';
import { pinImages } from './pin-images';
import { processTerminal } from './terminal';

pinImages(process.argv.slice(2), products, pinFile, processTerminal).then((code) => {
  process.exitCode = code;
});
