import { expect, it } from "vitest";
import { networkRate } from "./network.ts";

const GBPS = 1e9 / 8;
const TEXTS: readonly (readonly [string, number | null])[] = [
  ["8x400Gb/s IB per node (EOS DGX H100)", 3200],
  ["Omni-Path 4x100Gb (Jean Zay)", 400],
  ["800 Gbps/node", 800],
  ["1600 Gbps/node RoCE", 1600],
  ["8x200Gb/s HDR IB per DGX A100 node (Selene)", 1600],
  ["4x200Gb IB", 800],
  ["Storage: 2x ConnectX-7 IB NDR 400Gb/s, Compute: 8x ConnectX-7 IB NDR 400Gb/s, Management: 100Gb/s Ethernet NIC", 3200],
  ["400 Gb/s RDMA per GPU", 3200],
  ["400 Gb/s CX-7 RDMA per GPU", 3200],
  ["Storage+Management: 1x NVIDIA BlueField 2 DPU 100Gb/s, Compute: 8x NVIDIA ConnectX-7 IB NDR 400Gb/s", 3200],
  ["2x Mellanox ConnectX-5 Ex 100Gb/s Ethernet", 200],
  ["4x ConnectX-7 IB NDR 400Gb/Sec", 1600],
  ["Gig Ethernet", 1],
  ["Giga Ethernet", 1],
  ["ROCE2; Data bandwidth for GPU-PCIe: 504 GB/s; PCIe-NIC: 500 GB/s", 4032],
  ["ConnectX-6 25Gb/s Ethernet", 25],
  ["Compute: 8x NVIDIA Quantum-2 400Gb/s InfiniBand, Management: 2x100Gb/s Ethernet NIC", 3200],
  ["1x Ethernet 100Gb/Sec, 8x NVIDIA Quantum-2 CX7 InfiniBand (400Gb/s)", 3200],
  ["BF3 200Gbps for NS and 2xBF3 400Gbps for EW", 800],
  ["3.2Tbps IB", 3200],
  ["8x HDR InfiniBand", 1600],
  ["Ethernet, Infiniband", null],
  ["DGX A100 cluster", null],
  ["Management: 1x Ethernet 10GB/Sec", null],
  ["", null],
];

it.each(TEXTS)("%s is %s Gbps a node of eight", (text, gbps) => {
  expect(networkRate(text, 8)).toBe(gbps === null ? null : gbps * GBPS);
});
