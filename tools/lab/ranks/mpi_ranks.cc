#include "tools/lab/ranks/mpi_ranks.h"

#include <mpi.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "tools/lab/ranks/launcher.h"

namespace lab {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 30;  // bytes: MPI counts in int

// Errors end all processes: MPI's own way, which says what is wrong.
class MpiRanks final : public Ranks {
 public:
  MpiRanks() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  ~MpiRanks() override { MPI_Finalize(); }

  std::size_t rank() const override { return static_cast<std::size_t>(rank_); }
  std::size_t size() const override { return static_cast<std::size_t>(size_); }

  // Counts, then bytes, from and to where they are.
  std::vector<std::string> exchange(std::vector<std::string> for_each) override {
    std::vector<std::uint64_t> out, in(size());
    for (const std::string& bytes : for_each) out.push_back(bytes.size());
    MPI_Alltoall(out.data(), 1, MPI_UINT64_T, in.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD);
    std::vector<std::string> received(size());
    std::vector<MPI_Request> requests;
    for (std::size_t other = 0; other < size(); ++other) {
      if (other == rank()) continue;
      received[other].resize(in[other]);
      const int peer = static_cast<int>(other);
      in_pieces(received[other], requests, [&](char* from, int bytes, MPI_Request* request) {
        MPI_Irecv(from, bytes, MPI_BYTE, peer, 0, MPI_COMM_WORLD, request);
      });
      in_pieces(for_each[other], requests, [&](char* from, int bytes, MPI_Request* request) {
        MPI_Isend(from, bytes, MPI_BYTE, peer, 0, MPI_COMM_WORLD, request);
      });
    }
    MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
    received[rank()] = std::move(for_each[rank()]);
    return received;
  }

  [[noreturn]] void abort(int code) override {
    MPI_Abort(MPI_COMM_WORLD, code);
    std::abort();
  }

 private:
  template <class Start>
  static void in_pieces(std::string& bytes, std::vector<MPI_Request>& requests,
                        const Start& start) {
    for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
      const std::size_t piece = std::min(kPiece, bytes.size() - at);
      start(bytes.data() + at, static_cast<int>(piece), &requests.emplace_back());
    }
  }

  int rank_ = 0, size_ = 1;
};

}  // namespace

std::unique_ptr<Ranks> mpi_ranks() {
  if (launched_ranks() <= 1) return nullptr;
  return std::make_unique<MpiRanks>();
}

std::size_t local_ranks() { return launched_here(); }

}  // namespace lab
