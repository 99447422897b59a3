// The server serves uPlot's own file at this URL.
export { default } from 'uplot';
