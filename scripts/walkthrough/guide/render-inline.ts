import type { PhrasingContent } from 'mdast';
import colors from 'picocolors';
import { renderHtml, renderPicture } from './render-html.ts';

/** Turns the target of a link into what a person in a terminal can open. */
export type Address = (url: string) => string;

/** Where no colours are shown, code keeps its backticks, and emphasis its stars. */
export const plain = !colors.isColorSupported;

/** Text with its emphasis, code and links, not folded yet. */
export function renderInline(nodes: PhrasingContent[], address: Address): string {
  return nodes.map((node) => renderOne(node, address)).join('');
}

function renderOne(node: PhrasingContent, address: Address): string {
  switch (node.type) {
    case 'text':
      return node.value.replace(/\n/g, ' ');
    case 'inlineCode':
      return plain ? `\`${node.value}\`` : colors.cyan(node.value);
    case 'strong':
      return plain ? `*${renderInline(node.children, address)}*` : colors.bold(renderInline(node.children, address));
    case 'emphasis':
      return plain ? `*${renderInline(node.children, address)}*` : colors.italic(renderInline(node.children, address));
    case 'link': {
      const words = renderInline(node.children, address);
      return words === node.url ? colors.underline(words) : `${words} (${colors.underline(address(node.url))})`;
    }
    case 'image':
      return renderPicture(node.alt ?? '', address(node.url));
    case 'break':
      return '\n';
    case 'html':
      return renderHtml(node.value, address);
    default:
      return 'children' in node ? renderInline(node.children as PhrasingContent[], address) : '';
  }
}
