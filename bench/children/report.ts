// Preloaded into a measured process: writes what it took when it ends. The time counts from the start of the process.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const wall = performance.now();
  const { user, system } = process.cpuUsage();
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const usage = { wall, cpu: (user + system) / 1000, megabytes };
  // Set by the benchmark.
  writeFileSync(process.env.BENCH_REPORT ?? 'report.json', JSON.stringify(usage));
});
