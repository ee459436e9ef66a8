/** Runs in the browser, first: the charts library, as much of it as pages use, which is two thirds of it. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';

Chart.register(
  ...[BarController, LineController, ScatterController],
  ...[BarElement, LineElement, PointElement],
  ...[CategoryScale, LinearScale, LogarithmicScale],
  Tooltip,
);
Object.assign(globalThis, { Chart });
