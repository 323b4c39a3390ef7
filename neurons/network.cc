#include "neurons/network.h"

#include "neurons/ends.h"
#include "neurons/shared_population.h"

namespace neurons {

// Tells a declared oracle when a sample has become quiet, and sees to it that no instance of a
// clock orders a sample that is not open: those away from the source cannot know.
class Network::Bell final : public sim::Observer<Message> {
 public:
  explicit Bell(Network& network) : network_(network) {}

  void on_note(const sim::Note& note, const sim::EventKey&) override {
    if (note.kind == sim::NoteKind::kPresented) opened_ = note.sample + 1;
  }

  void on_send(const sim::Event<Message>& event, sim::Fate) override {
    const auto* order = std::get_if<sim::Order>(&event.message);
    if (order == nullptr || order->sample < opened_) return;
    throw sim::ClockError(network_.name_of(event.key.from) + " ordered layer " +
                          std::to_string(order->layer) + " to do something with sample " +
                          std::to_string(order->sample) + ", which was never presented");
  }

  void on_window_end(sim::Time) override {
    if (!network_.wiring_.clock.oracle) return;
    const ActorId clock{static_cast<std::uint32_t>(network_.names_.size() - 1)};
    for (const Sample sample : network_.in_flight_.newly_quiet()) {
      network_.engine_.inject(clock, sim::Quiet{sample});
    }
  }

  template <class A>
  void archive(A& a) {
    a(opened_);
  }

 private:
  Network& network_;
  Sample opened_ = 0;
};

Network::Network(const NetworkOptions& options, const Clock& clock, const Batches& batches,
                 const LawOf& law_of, sim::Executor& executor)
    : engine_(options.seed, executor),
      bell_(std::make_unique<Bell>(*this)),
      wiring_(wiring_plan(clock.traits, options.site, options.rule)) {
  names_ = actor_names(options.layers(), wiring_);
  engine_.watch(in_flight_);
  engine_.watch(*bell_);
  if (options.precision == Precision::kFloat32) {
    build<float>(options, clock, batches, law_of);
  } else {
    build<double>(options, clock, batches, law_of);
  }
}

Network::~Network() = default;

ActorId Network::add(std::unique_ptr<Actor> actor) { return engine_.add(std::move(actor)); }

namespace {

template <class Scalar>
FeedforwardPopulation<Scalar> feedforward(const NetworkOptions& options, LayerNumber l) {
  // Units that carry targets, too, carry one sample at a time.
  const std::size_t memory = options.site == FeedbackSite::kShared ? 1 : options.memory;
  const bool shares = l > 1 && options.rule.kind == RuleKind::kKolenPollack;
  return {FeedforwardOptions{l, memory, options.mismatch, options.dynamics, options.continuous,
                             rest_options(options, l), shares},
          Layer<Scalar>(layer_options(options, l),
                        options.initial.at(static_cast<std::size_t>(l - 1)))};
}

template <class Scalar>
FeedbackPopulation<Scalar> feedback(const NetworkOptions& options, LayerNumber l) {
  const std::size_t memory = options.site == FeedbackSite::kShared ? 1 : options.memory;
  return {FeedbackOptions{l, memory, options.dynamics},
          FeedbackLayer<Scalar>(feedback_layer_options(options, l))};
}

}  // namespace

// At a shared site both halves of every layer are one actor.
template <class Scalar>
void Network::add_layers(const NetworkOptions& options) {
  for (LayerNumber l = 1; l <= options.layers(); ++l) {
    if (options.site == FeedbackSite::kShared) {
      auto both = std::make_unique<SharedPopulation<Scalar>>(feedforward<Scalar>(options, l),
                                                             feedback<Scalar>(options, l));
      holders_.push_back(&both->up());
      feedforward_.push_back(&both->up());
      feedback_.push_back(&both->down());
      feedback_holders_.push_back(&both->down());
      up_.push_back(add(std::move(both)));
      down_.push_back(up_.back());
    } else {
      auto population =
          std::make_unique<FeedforwardPopulation<Scalar>>(feedforward<Scalar>(options, l));
      holders_.push_back(population.get());
      feedforward_.push_back(population.get());
      up_.push_back(add(std::move(population)));
    }
  }
}

template <class Scalar>
void Network::add_feedback(const NetworkOptions& options) {
  for (LayerNumber l = 1; l <= options.layers(); ++l) {
    auto population = std::make_unique<FeedbackPopulation<Scalar>>(feedback<Scalar>(options, l));
    feedback_.push_back(population.get());
    feedback_holders_.push_back(population.get());
    down_.push_back(add(std::move(population)));
  }
}

// Actors are added in the order of actor_names().
template <class Scalar>
void Network::build(const NetworkOptions& options, const Clock& clock, const Batches& batches,
                    const LawOf& law_of) {
  const LayerNumber layers = options.layers();
  auto source = std::make_unique<Source>(batches);
  Source* const source_actor = source.get();
  add(std::move(source));
  add_layers<Scalar>(options);
  auto readout =
      std::make_unique<Readout>(batches, Readout::Options{layers, options.classes, options.loss});
  readout_ = readout.get();
  add(std::move(readout));
  auto teacher = std::make_unique<Teacher>(
      batches, Teacher::Options{layers, options.classes, options.precision});
  Teacher* const teacher_actor = teacher.get();
  add(std::move(teacher));
  if (options.site == FeedbackSite::kSeparate) add_feedback<Scalar>(options);
  add_clocks(options, clock);
  connect(law_of);
  attach_clocks();
  source_actor->attach(port("feedforward.", 1), port("clock.report.", 0));
  teacher_actor->attach(port("feedback.label"), port("clock.report.", layers + 1));
  attach_layers<Scalar>();
}

void Network::add_clocks(const NetworkOptions& options, const Clock& clock) {
  const sim::Layer first = clock.traits.per_layer ? 0 : sim::kEverywhere;
  const sim::Layer last = clock.traits.per_layer ? options.layers() + 1 : sim::kEverywhere;
  for (sim::Layer self = first; self <= last; ++self) {
    const sim::Topology topology{options.layers(), options.samples, options.memory, self};
    auto actor = std::make_unique<sim::ClockActor<Message>>(
        clock.make(topology),
        sim::ClockActor<Message>::Options{.topology = topology,
                                          .oracle = clock.traits.oracle ? &in_flight_ : nullptr,
                                          .stakes = clock.traits.stakes});
    clocks_.push_back(actor.get());
    add(std::move(actor));
  }
}

void Network::connect(const LawOf& law_of) {
  std::map<std::string, ActorId> ids;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    ids[names_[i]] = ActorId{static_cast<std::uint32_t>(i)};
  }
  for (const LinkPlan& link : link_plans(layers(), wiring_)) {
    const sim::LinkLaw law = law_of(link.name);
    reaches_.push_back({ids.at(link.from), ids.at(link.to), sim::least_delay(law)});
    ports_[link.name] = engine_.connect(reaches_.back().from, reaches_.back().to, law);
  }
}

void Network::attach_clocks() {
  const LayerNumber top = layers() + 1;
  std::map<LayerNumber, Port> all;
  for (LayerNumber l = 0; l <= top; ++l) all[l] = port("clock.order.", l);
  if (!wiring_.clock.per_layer) return clocks_.front()->attach(all);
  for (LayerNumber l = 0; l <= top; ++l) {
    std::map<std::uint32_t, Port> tokens;
    const auto here = static_cast<std::uint32_t>(l);
    if (l < top) tokens[here + 1] = port("clock.token." + std::to_string(l + 1) + ".up");
    if (l > 0) tokens[here - 1] = port("clock.token." + std::to_string(l) + ".down");
    if (l == 0) tokens[here + 1 + static_cast<std::uint32_t>(layers())] = port("clock.token.label");
    clocks_.at(here)->attach({{l, all.at(l)}}, tokens);
  }
}

std::optional<Port> Network::stake_port(const std::string& who) const {
  return wiring_.clock.stakes ? std::optional(port("clock.stake." + who)) : std::nullopt;
}

template <class Scalar>
void Network::attach_layers() {
  readout_->attach(stake_port("readout"));
  for (LayerNumber l = 1; l <= layers(); ++l) {
    FeedforwardPorts up{
        .above = l < layers() ? port("feedforward.", l + 1) : port("feedforward.readout"),
        .local = port("local.", l),
        .report = port("clock.report.", l),
        .transport = std::nullopt};
    if (l > 1 && wiring_.transport) up.transport = port("transport.", l);
    const auto at = static_cast<std::size_t>(l - 1);
    static_cast<FeedforwardPopulation<Scalar>*>(feedforward_[at])->attach(up);
    static_cast<FeedbackPopulation<Scalar>*>(feedback_[at])
        ->attach({.deliver = port("deliver.", l),
                  .below = ports_below(l),
                  .report = stake_port(std::to_string(l))});
  }
}

std::vector<FeedbackPorts::Below> Network::ports_below(LayerNumber layer) const {
  std::vector<FeedbackPorts::Below> out;
  const bool speaks = layer > 1 && (!wiring_.direct || layer == layers());
  if (!speaks) return out;
  for (LayerNumber l = wiring_.direct ? 2 : layer; l <= layer; ++l) {
    out.push_back({port("feedback.", l), l - 1});
  }
  return out;
}

Port Network::port(const char* link, LayerNumber layer) const {
  return port(link + std::to_string(layer));
}

void Network::begin() {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    engine_.inject(ActorId{static_cast<std::uint32_t>(i)}, sim::Begin{});
  }
}

void Network::archive(sim::Archive& a) { a(engine_, in_flight_, *bell_); }

const Weights& Network::weights(LayerNumber layer) const {
  return holders_.at(static_cast<std::size_t>(layer - 1))->weights(engine_.now());
}

ActorId Network::feedforward_of(LayerNumber layer) const {
  return up_.at(static_cast<std::size_t>(layer - 1));
}

ActorId Network::feedback_of(LayerNumber layer) const {
  return down_.at(static_cast<std::size_t>(layer - 1));
}

void Network::look_ahead(const sim::Lookahead& lookahead) {
  engine_.look_ahead(lookahead);
  for (WeightHolder* holder : holders_) holder->look_ahead(lookahead.length);
}

TensorPtr Network::feedback_weights(LayerNumber layer) const {
  return feedback_holders_.at(static_cast<std::size_t>(layer - 1))->own_weights();
}

const std::string& Network::name_of(ActorId actor) const {
  static const std::string kOutsideName = "outside";
  return actor == sim::kOutside ? kOutsideName : names_.at(actor.value);
}

}  // namespace neurons
