import { parseHTML } from 'linkedom/worker';
import type { PhrasingContent } from 'mdast';
import colors from 'picocolors';

/**
 * Describes where a link leads, for people who cannot click it; undefined to show only its words.
 * An empty URL is the page itself.
 */
export type DescribeLink = (url: string) => string | undefined;

/** Without colors, code keeps its backticks, and emphasis its stars. */
export const isPlain = !colors.isColorSupported;

/** Text with its emphasis, code and links, not wrapped yet. */
export function renderInline(nodes: PhrasingContent[], describeLink: DescribeLink): string {
  return nodes.map((node) => renderNode(node, describeLink)).join('');
}

function renderNode(node: PhrasingContent, describeLink: DescribeLink): string {
  const text = 'children' in node ? renderInline(node.children as PhrasingContent[], describeLink) : '';
  switch (node.type) {
    case 'text':
      return node.value.replace(/\n/g, ' ');
    case 'inlineCode':
      return isPlain ? `\`${node.value}\`` : colors.cyan(node.value);
    case 'strong':
      return isPlain ? `*${text}*` : colors.bold(text);
    case 'emphasis':
      return isPlain ? `*${text}*` : colors.italic(text);
    case 'link':
      return renderLink(text, node.url, describeLink);
    case 'image':
      return renderPicture(node.alt ?? '', describeLink(node.url) ?? node.url);
    case 'break':
      return '\n';
    case 'html':
      return renderHtml(node.value, describeLink);
    default:
      return text;
  }
}

function renderLink(text: string, url: string, describeLink: DescribeLink): string {
  if (text === url) return colors.underline(text);
  const place = describeLink(url);
  return place === undefined ? text : `${text} (${colors.underline(place)})`;
}

function renderPicture(description: string, file: string): string {
  return `${colors.bold('Picture:')} ${description} (${colors.underline(file)})`;
}

/** The descriptions of pictures, and the text of anything else but comments. */
export function renderHtml(html: string, describeLink: DescribeLink): string {
  const { document } = parseHTML(`<html><body>${html.replace(/<br\b[^>]*>/g, '\n')}</body></html>`);
  const pictures = [...document.querySelectorAll('img')].map((image) =>
    renderPicture(image.getAttribute('alt') ?? '', describeLink(image.getAttribute('src') ?? '') ?? ''),
  );
  return [...pictures, document.body.textContent ?? ''].filter(Boolean).join('\n');
}
