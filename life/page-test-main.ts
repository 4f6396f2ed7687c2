import { products } from '../products';
import { pageTest } from './page-test';
import { processTerminal } from './terminal';

void pageTest(process.argv.slice(2), products, processTerminal).then((code) => {
  process.exitCode = code;
});
