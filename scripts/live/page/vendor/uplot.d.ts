// The server puts uPlot's own file at this address.
export { default } from 'uplot';
