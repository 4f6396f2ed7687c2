import {
  TerraformDataSource,
  type TerraformElement,
  TerraformOutput,
  TerraformRemoteState,
  TerraformResource,
  TerraformVariable,
} from 'cdktf';
import { retainedBecause } from '../constructs/retained';

/** Gives the JSON of an element, with every token resolved. */
type Render = (element: TerraformElement) => unknown;

/**
 * What is left of the elements of a stack when its product has retired: providers, so that Terraform can remove the rest; copies with what
 * opens them; and of outputs, data and variables those that are still read or can still be told.
 */
export function keptElements(elements: readonly TerraformElement[], render: Render): readonly TerraformElement[] {
  const isGone = (element: TerraformElement): boolean =>
    TerraformResource.isTerraformResource(element) && retainedBecause(element) !== 'copies';
  const gone = elements.filter(isGone).map(address);
  const stays = (element: TerraformElement): boolean => {
    if (isGone(element)) return false;
    if (!TerraformOutput.isTerraformOutput(element)) return true;
    const text = JSON.stringify(render(element));
    return !gone.some((name) => mentions(text, name));
  };
  const candidates = elements.filter(stays);
  const needed = candidates.filter((element) => !isReadOnly(element)).map((element) => JSON.stringify(render(element)));
  const data = candidates.filter((element) => isData(element) && needed.some((text) => mentions(text, address(element))));
  const readers = [...needed, ...data.map((element) => JSON.stringify(render(element)))];
  return candidates.filter((element) => {
    if (isData(element)) return data.includes(element);
    return !(element instanceof TerraformVariable) || readers.some((text) => mentions(text, address(element)));
  });
}

/** Data of the application that Terraform had taken over: it lets go of them without a change. */
export function releasedAddresses(elements: readonly TerraformElement[]): readonly string[] {
  return elements.filter((element) => TerraformResource.isTerraformResource(element) && retainedBecause(element) === 'source').map(address);
}

const isData = (element: TerraformElement): boolean => element instanceof TerraformDataSource || element instanceof TerraformRemoteState;

const isReadOnly = (element: TerraformElement): boolean => isData(element) || element instanceof TerraformVariable;

function address(element: TerraformElement): string {
  if (element instanceof TerraformVariable) return `var.${element.friendlyUniqueId}`;
  if (element instanceof TerraformRemoteState) return `data.terraform_remote_state.${element.friendlyUniqueId}`;
  if (element instanceof TerraformDataSource) return `data.${element.terraformResourceType}.${element.friendlyUniqueId}`;
  if (TerraformResource.isTerraformResource(element)) return `${element.terraformResourceType}.${element.friendlyUniqueId}`;
  return element.friendlyUniqueId;
}

/** Whether a text names an address, and not only the beginning of a longer one. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/[\w-]/.test(text.charAt(at + name.length)) && !/[\w-]/.test(text.charAt(at - 1))) return true;
  }
  return false;
}
