#include "neurons/network.h"

#include "neurons/ends.h"
#include "neurons/feedback.h"

namespace neurons {

// Tells a declared oracle when a sample has become quiet.
class Network::Bell final : public sim::Observer<Message> {
 public:
  Bell(Network& network, bool oracle) : network_(network), oracle_(oracle) {}

  void on_window_end(sim::Time) override {
    if (!oracle_) return;
    const ActorId clock{static_cast<std::uint32_t>(network_.names_.size() - 1)};
    for (const Sample sample : network_.in_flight_.newly_quiet()) {
      network_.engine_.inject(clock, sim::Quiet{sample});
    }
  }

 private:
  Network& network_;
  bool oracle_;
};

LayerOptions layer_options(const NetworkOptions& options, LayerNumber layer) {
  LayerOptions out{options.activation, options.regularizer, options.optimizer};
  if (layer == options.layers() && out.regularizer && !out.regularizer->top_layer) {
    out.regularizer.reset();
  }
  return out;
}

FeedbackLayerOptions feedback_layer_options(const NetworkOptions& options, LayerNumber layer) {
  return {layer, options.layers(), options.rule, options.activation};
}

Network::Network(const NetworkOptions& options, Clock clock, const Batches& batches,
                 const LawOf& law_of, sim::Executor& executor)
    : engine_(options.seed, executor),
      bell_(std::make_unique<Bell>(*this, clock.oracle)),
      names_(actor_names(options.layers())) {
  engine_.watch(in_flight_);
  engine_.watch(*bell_);
  if (options.precision == Precision::kFloat32) {
    build<float>(options, std::move(clock), batches, law_of);
  } else {
    build<double>(options, std::move(clock), batches, law_of);
  }
}

Network::~Network() = default;

ActorId Network::add(std::unique_ptr<Actor> actor) { return engine_.add(std::move(actor)); }

// Actors are added in the order of actor_names().
template <class Scalar>
void Network::build(const NetworkOptions& options, Clock clock, const Batches& batches,
                    const LawOf& law_of) {
  const LayerNumber layers = options.layers();
  auto source = std::make_unique<Source>(batches);
  Source* const source_actor = source.get();
  add(std::move(source));
  for (LayerNumber l = 1; l <= layers; ++l) {
    auto population = std::make_unique<FeedforwardPopulation<Scalar>>(
        FeedforwardOptions{l, options.memory, options.mismatch},
        Layer<Scalar>(layer_options(options, l),
                      options.initial.at(static_cast<std::size_t>(l - 1))));
    holders_.push_back(population.get());
    feedforward_.push_back(population.get());
    add(std::move(population));
  }
  add(std::make_unique<Readout>(batches, layers, options.classes));
  auto teacher = std::make_unique<Teacher>(
      batches, Teacher::Options{layers, options.classes, options.precision});
  Teacher* const teacher_actor = teacher.get();
  add(std::move(teacher));
  for (LayerNumber l = 1; l <= layers; ++l) {
    auto population = std::make_unique<FeedbackPopulation<Scalar>>(
        FeedbackOptions{l, options.memory},
        FeedbackLayer<Scalar>(feedback_layer_options(options, l)));
    feedback_.push_back(population.get());
    add(std::move(population));
  }
  add_clock(options, std::move(clock));
  connect(law_of);
  source_actor->attach(port("feedforward.", 1), port("clock.report.", 0));
  teacher_actor->attach(port("feedback.label"), port("clock.report.", layers + 1));
  attach_layers<Scalar>();
}

void Network::add_clock(const NetworkOptions& options, Clock clock) {
  auto actor = std::make_unique<sim::ClockActor<Message>>(
      std::move(clock.clock),
      sim::ClockActor<Message>::Options{{options.layers(), options.samples},
                                        clock.oracle ? &in_flight_ : nullptr});
  clock_ = actor.get();
  add(std::move(actor));
}

void Network::connect(const LawOf& law_of) {
  std::map<std::string, ActorId> ids;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    ids[names_[i]] = ActorId{static_cast<std::uint32_t>(i)};
  }
  for (const LinkPlan& link : link_plans(layers())) {
    ports_[link.name] = engine_.connect(ids.at(link.from), ids.at(link.to), law_of(link.name));
  }
  std::vector<Port> orders;
  for (LayerNumber l = 0; l <= layers() + 1; ++l) orders.push_back(port("clock.order.", l));
  clock_->attach_orders(std::move(orders));
}

template <class Scalar>
void Network::attach_layers() {
  for (LayerNumber l = 1; l <= layers(); ++l) {
    FeedforwardPorts up{
        .above = l < layers() ? port("feedforward.", l + 1) : port("feedforward.readout"),
        .local = port("local.", l),
        .report = port("clock.report.", l),
        .transport = std::nullopt};
    FeedbackPorts down{.deliver = port("deliver.", l), .below = std::nullopt};
    if (l > 1) {
      up.transport = port("transport.", l);
      down.below = port("feedback.", l);
    }
    const auto at = static_cast<std::size_t>(l - 1);
    static_cast<FeedforwardPopulation<Scalar>*>(feedforward_[at])->attach(up);
    static_cast<FeedbackPopulation<Scalar>*>(feedback_[at])->attach(down);
  }
}

Port Network::port(const char* link, LayerNumber layer) const {
  return port(link + std::to_string(layer));
}

void Network::begin() {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    engine_.inject(ActorId{static_cast<std::uint32_t>(i)}, sim::Begin{});
  }
}

const Weights& Network::weights(LayerNumber layer) const {
  return holders_.at(static_cast<std::size_t>(layer - 1))->weights();
}

const std::string& Network::name_of(ActorId actor) const {
  static const std::string kOutsideName = "outside";
  return actor == sim::kOutside ? kOutsideName : names_.at(actor.value);
}

}  // namespace neurons
