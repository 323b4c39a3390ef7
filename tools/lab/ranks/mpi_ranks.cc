#include "tools/lab/ranks/mpi_ranks.h"

#include <mpi.h>

#include <limits>
#include <numeric>
#include <stdexcept>

#include "tools/lab/ranks/launcher.h"

namespace lab {
namespace {

int count_of(std::size_t bytes) {
  if (bytes > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw std::runtime_error("more than 2 GB for one rank at once");
  }
  return static_cast<int>(bytes);
}

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
    std::vector<int> out, in(size());
    for (const std::string& bytes : for_each) out.push_back(count_of(bytes.size()));
    MPI_Alltoall(out.data(), 1, MPI_INT, in.data(), 1, MPI_INT, MPI_COMM_WORLD);
    std::vector<std::string> received(size());
    std::vector<MPI_Request> requests;
    for (std::size_t other = 0; other < size(); ++other) {
      if (other == rank()) continue;
      received[other].resize(static_cast<std::size_t>(in[other]));
      post(in[other], requests, [&](MPI_Request* request) {
        return MPI_Irecv(received[other].data(), in[other], MPI_BYTE, static_cast<int>(other), 0,
                         MPI_COMM_WORLD, request);
      });
      post(out[other], requests, [&](MPI_Request* request) {
        return MPI_Isend(for_each[other].data(), out[other], MPI_BYTE, static_cast<int>(other), 0,
                         MPI_COMM_WORLD, request);
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
  static void post(int bytes, std::vector<MPI_Request>& requests, const Start& start) {
    if (bytes > 0) start(&requests.emplace_back());
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
