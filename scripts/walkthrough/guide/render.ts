import type { List, RootContent } from 'mdast';
import colors from 'picocolors';
import { parseMarkdown } from '../page-nodes.ts';
import { type DescribeLink, isPlain, renderHtml, renderInline } from './render-inline.ts';
import { renderTable } from './render-table.ts';
import { wrapLine, wrapText } from './wrap.ts';

/** A paragraph, a list, a table: shown in one piece when it fits. */
export interface RenderedBlock {
  lines: string[];
  isHeading: boolean;
}

/** Renders Markdown as blocks of lines for a terminal of `width` columns. */
export function renderMarkdown(markdown: string, width: number, describeLink: DescribeLink): RenderedBlock[] {
  return parseMarkdown(markdown)
    .children.map((node) => ({ lines: renderNode(node, width, describeLink), isHeading: node.type === 'heading' }))
    .filter(({ lines }) => lines.length > 0);
}

/** Renders Markdown in one piece, with an empty line between blocks. */
export function renderLines(markdown: string, width: number, describeLink: DescribeLink): string[] {
  return joinBlocks(renderMarkdown(markdown, width, describeLink).map(({ lines }) => lines));
}

function joinBlocks(blocks: string[][]): string[] {
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

const renderHeading = (text: string) => (isPlain ? `## ${text}` : colors.bold(colors.underline(text)));

/** The terminal would break long words such as addresses anyway. */
function wrap(text: string, width: number): string[] {
  return text ? wrapText(text, width, { hard: true }) : [];
}

function renderNode(node: RootContent, width: number, describeLink: DescribeLink): string[] {
  switch (node.type) {
    case 'heading':
      return wrap(renderHeading(renderInline(node.children, describeLink)), width);
    case 'paragraph':
      return wrap(renderInline(node.children, describeLink), width);
    case 'list':
      return renderList(node, width, describeLink);
    case 'table':
      return renderTable(node, width, describeLink);
    case 'code':
      return node.lang === 'mermaid' ? wrap(describeDiagram(describeLink), width) : renderCode(node.value, width);
    case 'blockquote': {
      const children = node.children.map((child) => renderNode(child, width - 2, describeLink));
      return joinBlocks(children).map((line) => `${colors.dim('│')} ${line}`);
    }
    case 'html':
      return wrap(renderHtml(node.value, describeLink).trim(), width);
    case 'thematicBreak':
      return [colors.dim('─'.repeat(width))];
    default:
      return [];
  }
}

/** Its source would be hard to read; the text around it describes what it shows. */
function describeDiagram(describeLink: DescribeLink): string {
  return `${colors.bold('Diagram:')} on the web or in your editor's preview of ${describeLink('') ?? 'this page'}`;
}

/** Indents all lines, and puts `prefix` before the first of them. */
function indent(lines: string[], prefix: string): string[] {
  return lines.map((line, index) => `${index === 0 ? prefix : ' '.repeat(prefix.length)}${line}`);
}

export function renderCode(code: string, width: number, prefix = '    '): string[] {
  const lines = code.split('\n').flatMap((line) => wrapLine(line, width - prefix.length, { hard: true }));
  return indent(lines, prefix);
}

function renderList({ children, ordered, start }: List, width: number, describeLink: DescribeLink): string[] {
  return children.flatMap((item, index) => {
    const prefix = ordered ? `  ${(start ?? 1) + index}. ` : '  • ';
    const blocks = item.children.map((child) => renderNode(child, width - prefix.length, describeLink));
    return indent(item.spread ? joinBlocks(blocks) : blocks.flat(), prefix);
  });
}
