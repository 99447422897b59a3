import type { List, RootContent } from 'mdast';
import colors from 'picocolors';
import { parseMarkdown } from '../page.ts';
import { renderHtml } from './render-html.ts';
import { type Address, plain, renderInline } from './render-inline.ts';
import { renderTable } from './render-table.ts';
import { wrapLine, wrapWords } from './wrap.ts';

/** A paragraph, a list, a table: what is shown in one piece when it fits. */
export interface Block {
  lines: string[];
  isHeading: boolean;
}

/** Markdown as blocks of lines for a terminal of that many columns. */
export function renderMarkdown(markdown: string, width: number, address: Address): Block[] {
  return parseMarkdown(markdown)
    .children.map((node) => ({ lines: renderNode(node, width, address), isHeading: node.type === 'heading' }))
    .filter(({ lines }) => lines.length > 0);
}

/** The same in one piece, with an empty line between blocks. */
export function renderLines(markdown: string, width: number, address: Address): string[] {
  return joinBlocks(renderMarkdown(markdown, width, address).map(({ lines }) => lines));
}

function joinBlocks(blocks: string[][]): string[] {
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

const renderHeading = (words: string) => (plain ? `## ${words}` : colors.bold(colors.underline(words)));

function fold(text: string, width: number): string[] {
  // Words longer than the line, such as addresses, are broken: the terminal would do it anyway.
  return text ? wrapWords(text, width, { hard: true }) : [];
}

function renderNode(node: RootContent, width: number, address: Address): string[] {
  switch (node.type) {
    case 'heading':
      return fold(renderHeading(renderInline(node.children, address)), width);
    case 'paragraph':
      return fold(renderInline(node.children, address), width);
    case 'list':
      return renderList(node, width, address);
    case 'table':
      return renderTable(node, width, address);
    case 'code':
      return renderCode(node.value, width);
    case 'blockquote': {
      const children = node.children.map((child) => renderNode(child, width - 2, address));
      return joinBlocks(children).map((line) => `${colors.dim('│')} ${line}`);
    }
    case 'html':
      return fold(renderHtml(node.value, address).trim(), width);
    case 'thematicBreak':
      return [colors.dim('─'.repeat(width))];
    default:
      return [];
  }
}

/** Spaces at the beginning of a line of code have a meaning. */
export function renderCode(code: string, width: number, before = '    '): string[] {
  return code
    .split('\n')
    .flatMap((line) => wrapLine(line, width - before.length, { hard: true }))
    .map((line, index) => `${index === 0 ? before : ' '.repeat(before.length)}${line}`);
}

function renderList({ children, ordered, start }: List, width: number, address: Address): string[] {
  const items = children.map((item, index) => {
    const mark = ordered ? `${(start ?? 1) + index}. ` : '• ';
    const blocks = item.children.map((child) => renderNode(child, width - mark.length - 2, address));
    const lines = item.spread ? joinBlocks(blocks) : blocks.flat();
    return lines.map((line, number) => `  ${number === 0 ? mark : ' '.repeat(mark.length)}${line}`);
  });
  return items.flat();
}
