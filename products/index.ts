import type { Product } from '../model/product';
import { allodoc } from './allodoc';
import { carenow } from './carenow';
import { lifeManager } from './life-manager';
import { mobileMatrix } from './mobile-matrix';
import { operationsManual } from './operations-manual';

/** Every product that is synthesized. A new one is one file beside this and one line here. */
export const products: readonly Product[] = [carenow, lifeManager, allodoc, mobileMatrix, operationsManual];
